// npm run bench -- chain|fan|load: builds, then measures the whole product. bench/README.md says how to read the figures.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './install.mjs';
import { build } from './build.mjs';

await build();
const run = spawnSync(process.execPath, [path.join(root, 'dist', 'bench', 'main.js'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(run.status ?? 1);
