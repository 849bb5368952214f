// Transpiles the TypeScript sources into dist/, file by file, bundles the server's process, and builds the console into dist/web when it has changed.
// Types are checked by `npm run check`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { faultConstants } from './faults.mjs';
import { filesBelow, fingerprint } from './fingerprint.mjs';
import { ensureInstalled, root } from './install.mjs';

/** What packages import only when it is there, and what is made for one machine. */
const NOT_BUNDLED = [
  '@fastify/*',
  '@nestjs/microservices',
  '@nestjs/microservices/*',
  '@nestjs/websockets',
  '@nestjs/websockets/*',
  'bufferutil',
  'class-transformer',
  'class-transformer/*',
  'class-validator',
  'pg-native',
  'utf-8-validate',
];
/** Packages that were written for CommonJS find there what they expect. */
const COMMONJS = [
  "import { createRequire as commonJsRequire } from 'node:module';",
  'const require = commonJsRequire(import.meta.url);',
  'const __filename = import.meta.filename;',
  'const __dirname = import.meta.dirname;',
].join('\n');

/** What only a build with failpoints imports. */
const FAULTS_ONLY = path.join('src', 'faults', 'armed-failpoints.ts');

export async function build() {
  await transpile(path.join(root, 'dist'), {});
  buildConsole();
}

/**
 * @param {string} outdir
 * @param {{ failpoints?: boolean, mutant?: string }} faults without them nothing of failpoints and mutants is left in what is written
 */
export async function transpile(outdir, faults) {
  ensureInstalled();
  const { build: esbuild } = await import('esbuild');
  const entryPoints = ['src', 'sdk/typescript/src', 'examples', 'bench']
    .flatMap((folder) => files(path.join(root, folder)))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('.d.ts'))
    .filter((file) => faults.failpoints || !file.endsWith(FAULTS_ONLY));
  mkdirSync(outdir, { recursive: true });
  const how = {
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
    // Constants of the build, and no line of what they switch off.
    define: faultConstants(faults),
    minifySyntax: true,
    treeShaking: true,
  };
  await esbuild({ ...how, entryPoints, outdir, outbase: root });
  // A server that died is back a second sooner when it need not find and compile 900 files (docs/adr/0031-the-server-is-one-file.md).
  await esbuild({
    ...how,
    entryPoints: [path.join(root, 'src', 'main.ts')],
    outfile: path.join(outdir, 'src', 'main.js'),
    bundle: true,
    external: NOT_BUNDLED,
    banner: { js: COMMONJS },
    sourcesContent: false,
  });
}

/** Vite takes some ten seconds, so it runs only when something that the console is made of has changed. */
function buildConsole() {
  const stamp = path.join(root, 'dist', 'web', '.sources');
  const sources = fingerprint([
    'web',
    'src/api/contract',
    'src/gateway/protocol.ts',
    'src/domain/kernel/layers.ts',
    'package-lock.json',
  ]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return;
  console.error('Building the console ...');
  const started = Date.now();
  const vite = spawnSync(
    process.execPath,
    [path.join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel=warn'],
    {
      cwd: path.join(root, 'web'),
      encoding: 'utf8',
    },
  );
  if (vite.status !== 0) {
    console.error(`${vite.stdout}\n${vite.stderr}\nThe console could not be built (the reason is above).`);
    process.exit(1);
  }
  writeFileSync(stamp, sources);
  console.error(`Console built in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}

function files(folder) {
  try {
    return [...filesBelow(folder)];
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

if (process.argv[1] === path.join(root, 'scripts', 'build.mjs')) {
  if (process.argv.includes('--clean')) rmSync(path.join(root, 'dist'), { recursive: true, force: true });
  await build();
}
