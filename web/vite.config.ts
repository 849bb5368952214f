import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig, type Plugin } from 'vite';
import { endpointList } from '../src/api/contract/endpoints.js';

/**
 * `virtual:endpoints`: method and path of every endpoint (and whether it reads `atLeast`), from the server's own contract. Types come from the same table
 * at compile time; the schemas stay on the server, so that no validator is in what the browser loads first.
 */
function endpoints(): Plugin {
  const id = 'virtual:endpoints';
  const table = Object.fromEntries(
    endpointList.map(([name, { method, path, query, readModels }]) => [
      name,
      `${method} ${path}${'atLeast' in query.shape && readModels !== 'audit' ? ' atLeast' : ''}`,
    ]),
  );
  return {
    name: 'endpoints',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (source) => (source === `\0${id}` ? `export default ${JSON.stringify(table)};` : undefined),
  };
}

const server = process.env['MISSION_CONTROL_URL'] ?? 'http://127.0.0.1:4000';

export default defineConfig({
  plugins: [tailwindcss(), endpoints(), sveltekit()],
  // Nothing is inlined: the content security policy takes fonts and pictures from the server, not from data: URLs.
  build: { target: 'es2022', reportCompressedSize: false, assetsInlineLimit: 0 },
  server: {
    // The host stays that of the page: the server compares it with the origin of what may act.
    proxy: Object.fromEntries(
      ['/api', '/health', '/docs', '/socket.io'].map((path) => [
        path,
        { target: server, changeOrigin: false, ws: path === '/socket.io' },
      ]),
    ),
    fs: { allow: ['..'] },
  },
});
