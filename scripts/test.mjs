// npm test: installs and builds what it needs, then runs every test. `npm test -- NAME` runs the files whose path holds NAME; other arguments go to vitest.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './install.mjs';
import { build } from './build.mjs';

await build();
const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
const run = spawnSync(process.execPath, [vitest, 'run', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, NODE_ENV: 'test' },
});
process.exit(run.status ?? 1);
