// DBOS Transact (TypeScript) on Postgres. Each runStep inserts one row in dbos.operation_outputs (its own commit).
import { DBOS } from '@dbos-inc/dbos-sdk';
import { run, freshDb, pgUrl } from '../lib/harness.mjs';
const db = 'bench_dbos',
  pool = +(process.env.POOL ?? 20);
let step;
const wf = DBOS.registerWorkflow(
  async (kind, n, id) => {
    if (kind === 'chain') {
      for (let i = 0; i < n; i++) await DBOS.runStep(async () => step(id, i), { name: 's' + i });
      return n;
    }
    await DBOS.runStep(async () => step(id, 0), { name: 'first' });
    await Promise.all(
      Array.from({ length: n }, (_, i) => DBOS.runStep(async () => step(id, i + 1), { name: 'p' + i })),
    );
    await DBOS.runStep(async () => step(id, n + 1), { name: 'join' });
    return n;
  },
  { name: 'bench' },
);
await run({
  name: 'dbos',
  pg: true,
  pkgs: ['@dbos-inc/dbos-sdk', 'pg'],
  durability: 'Postgres commit per step (synchronous_commit=on)',
  config: `systemDatabasePoolSize=${pool}, started directly (no queue), logLevel=error`,
  async setup(c) {
    step = c.step;
    await freshDb(db);
    DBOS.setConfig({ name: 'bench', systemDatabaseUrl: pgUrl(db), systemDatabasePoolSize: pool, logLevel: 'error' });
    await DBOS.launch();
  },
  async start(kind, n, id) {
    const h = await DBOS.startWorkflow(wf, { workflowID: id })(kind, n, id);
    await h.getResult();
  },
  teardown: () => DBOS.shutdown(),
});
