// npm run check: types, lint, format, import rules, two at a time. All of them run; the exit code is 1 when one of them fails.
import { spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { ensureInstalled, root } from './install.mjs';

ensureInstalled();
/** Each needs up to 1 GB. */
const AT_ONCE = 2;
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
const only = process.argv.slice(2);
const chosen = steps.filter(([name]) => !only.length || only.includes(name));
// The console's types of routes are generated; without them its tsconfig has nothing to extend.
if (chosen.some(([name]) => name === 'console' || name === 'lint'))
  spawnSync(process.execPath, [bin('@sveltejs/kit', 'svelte-kit.js'), 'sync'], {
    cwd: path.join(root, 'web'),
    stdio: 'ignore',
  });

/** Runs a step, and says what it said when it is over: two at a time would mix their words. */
function run([name, args]) {
  const started = Date.now();
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  child.stdout.on('data', (bytes) => said.push(bytes));
  child.stderr.on('data', (bytes) => said.push(bytes));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      process.stdout.write(Buffer.concat(said));
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
      resolve(code === 0);
    });
  });
}

let allWell = true;
async function worker() {
  for (let step = chosen.shift(); step; step = chosen.shift()) if (!(await run(step))) allWell = false;
}
await Promise.all(Array.from({ length: Math.min(AT_ONCE, availableParallelism()) }, worker));
process.exit(allWell ? 0 : 1);
