// npm run check: types, lint, format, import rules. All of them run; the exit code is 1 when one of them fails.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ensureInstalled, root } from './install.mjs';

ensureInstalled();
const bin = (pkg, file) => path.join(root, 'node_modules', pkg, file);
const steps = [
  ['types', [bin('typescript', 'bin/tsc'), '-p', 'tsconfig.json']],
  ['verifier', [bin('typescript', 'bin/tsc'), '-p', 'verify/tsconfig.json']],
  [
    'console',
    [
      bin('svelte-check', 'bin/svelte-check'),
      '--tsconfig',
      'tsconfig.json',
      '--workspace',
      'web',
      '--fail-on-warnings',
      '--output',
      'human',
    ],
  ],
  [
    'lint',
    [
      bin('eslint', 'bin/eslint.js'),
      '--cache',
      '--cache-location',
      'node_modules/.cache/eslint',
      '--max-warnings=0',
      '.',
    ],
  ],
  ['format', [bin('prettier', 'bin/prettier.cjs'), '--check', '--log-level=warn', '--cache', '.']],
  [
    'imports',
    [
      bin('dependency-cruiser', 'bin/dependency-cruise.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      'src',
      'sdk',
      'examples',
      'verify',
    ],
  ],
];
// The console's types of routes are generated; without them its tsconfig has nothing to extend.
const sync = () =>
  spawnSync(process.execPath, [bin('@sveltejs/kit', 'svelte-kit.js'), 'sync'], {
    cwd: path.join(root, 'web'),
    stdio: 'ignore',
  });
const only = process.argv.slice(2);
let failed = false;
for (const [name, args] of steps.filter(([name]) => !only.length || only.includes(name))) {
  const started = Date.now();
  if (name === 'console' || name === 'lint') sync();
  const run = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  console.log(`${run.status === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  failed ||= run.status !== 0;
}
process.exit(failed ? 1 : 0);
