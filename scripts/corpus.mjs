// npm run corpus -- add [NAME...]: plays the scenarios that are not recorded yet and freezes their logs. -- states: adds the hashes of today's states.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './install.mjs';

const [order, ...names] = process.argv.slice(2);
if (order !== 'add' && order !== 'states') {
  console.error('npm run corpus -- add [NAME...] | states        see test/corpus/README.md');
  process.exit(2);
}
const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
const run = spawnSync(process.execPath, [vitest, 'run', '--project', 'unit', 'test/corpus'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, MC_CORPUS: [order, ...names].join(' ') },
});
process.exit(run.status ?? 1);
