// npm run failover: kills and freezes one of two servers under load, more often than `npm test` does.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './fresh.mjs';
import { root } from './install.mjs';

const HELP = `npm run failover -- [options]

Runs two servers on one event store and one PostgreSQL, with agents at both and runs all the time. Whichever of them fills
the read models is killed, or frozen and woken up, until it was done so often. Prints how long it took the other one to
take over, and what the oracle says of the record.

  --kills N     how often one is killed (default 20)
  --freezes N   how often one is frozen (default 10)
  --unlocked N  how many runs two servers then do that look for nobody and take no lock (default 300)
  --help        this text

Exit code 1 when something was lost or done twice.
`;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    freezes: { type: 'string', default: '10' },
    unlocked: { type: 'string', default: '300' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
await ensureBuilt();
const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
const chosen = ['run', '--project', 'e2e', 'test/e2e/two-servers.test.ts', '-t', 'two servers under load'];
const { status } = spawnSync(process.execPath, [vitest, ...chosen], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    MC_FAILOVER_KILLS: values.kills,
    MC_FAILOVER_FREEZES: values.freezes,
    MC_FAILOVER_UNLOCKED: values.unlocked,
  },
});
process.exit(status ?? 1);
