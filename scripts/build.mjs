// Transpiles the TypeScript sources into dist/, file by file (no bundling). Types are checked by `npm run check`.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensureInstalled, root } from './install.mjs';

export async function build() {
  ensureInstalled();
  const { build: esbuild } = await import('esbuild');
  const entryPoints = ['src', 'sdk/typescript/src', 'examples', 'bench']
    .flatMap((folder) => files(path.join(root, folder)))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('.d.ts'));
  const outdir = path.join(root, 'dist');
  mkdirSync(outdir, { recursive: true });
  await esbuild({
    entryPoints,
    outdir,
    outbase: root,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
  });
}

function files(folder) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
      .map((entry) => path.join(entry.parentPath, entry.name));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

if (process.argv[1] === path.join(root, 'scripts', 'build.mjs')) {
  if (process.argv.includes('--clean')) rmSync(path.join(root, 'dist'), { recursive: true, force: true });
  await build();
}
