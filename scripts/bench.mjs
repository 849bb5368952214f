// npm run bench -- chain|fan|load|console|time-travel|verify|evidence|export|audit|compare|growth: builds, then measures the whole product. bench/README.md says how to read the figures.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './install.mjs';
import { build } from './build.mjs';

/** What is measured without the whole product: a program of its own. */
const ALONE = new Set(['time-travel', 'verify', 'evidence', 'export', 'audit', 'compare', 'growth']);

await build();
const scenario = process.argv[2] ?? '';
const program = ALONE.has(scenario) ? `${scenario}.js` : 'main.js';
const run = spawnSync(process.execPath, [path.join(root, 'dist', 'bench', program), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(run.status ?? 1);
