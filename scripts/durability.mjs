// npm run durability: the embedded event store killed, damaged and filled up as often as you like. `npm test` does a short version.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureInstalled, root } from './install.mjs';

const HELP = `npm run durability -- [options]

Kills the embedded event store under 50 writers, cuts its power, changes and cuts off its files, fills its disk, and checks
each time that every acknowledged append is there, once, or that the damage is refused by name.

  --kills N   times that it is killed (default 100)
  --flips N   times that bytes of its log are changed (default 5000)
  --cuts N    times that its log is cut off (default 500)
  --help      this text
`;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    flips: { type: 'string', default: '5000' },
    cuts: { type: 'string', default: '500' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const counts = Object.fromEntries(
  ['kills', 'flips', 'cuts'].map((name) => {
    if (!/^[1-9]\d*$/.test(values[name])) {
      console.error(`--${name} is a whole number from 1 on.\n\n${HELP}`);
      process.exit(2);
    }
    return [`MC_DURABILITY_${name.toUpperCase()}`, values[name]];
  }),
);
ensureInstalled();
const files = [
  'test/integration/event-store/power-cut.test.ts',
  'test/integration/event-store/refused-writes.test.ts',
  'src/embedded/event-store/storage/damage.test.ts',
  'test/integration/event-store/full-disk.test.ts',
  'test/integration/event-store/kill.test.ts',
];
const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
const projects = ['unit', 'integration'].flatMap((name) => ['--project', name]);
const run = spawnSync(process.execPath, [vitest, 'run', ...projects, ...files], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...counts, NODE_ENV: 'test' },
});
process.exit(run.status ?? 1);
