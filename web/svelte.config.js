import adapter from '@sveltejs/adapter-static';

/** A single page application, served by the server itself: no rendering on the server, one fallback page. */
export default {
  compilerOptions: { runes: ({ filename }) => (filename.includes('node_modules') ? undefined : true) },
  kit: {
    adapter: adapter({ pages: '../dist/web', assets: '../dist/web', fallback: 'index.html', precompress: true }),
    alias: { $contract: '../src/api/contract', $gateway: '../src/gateway', $kernel: '../src/domain/kernel' },
    csp: {
      mode: 'hash',
      directives: { 'script-src': ['self'] },
    },
    version: { pollInterval: 0 },
    outDir: '../node_modules/.cache/svelte-kit',
  },
};
