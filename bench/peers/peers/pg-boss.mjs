// pg-boss as a step queue. MODE=send (default): each handler sends the next job, fan-in by a counter row. MODE=flow: pg-boss's own DAG (flow + dependsOn). Needs Node >= 22.12.
import { PgBoss } from 'pg-boss';
import pg from 'pg';
import { run, freshDb, pgUrl, PG } from '../lib/harness.mjs';
const db = 'bench_pgboss',
  mode = process.env.MODE ?? 'send',
  conc = +(process.env.CONCURRENCY ?? 20),
  flowS = +(process.env.FLOW_INTERVAL ?? 1),
  batch = +(process.env.BATCH ?? 1);
let step, boss, pool;
const waiters = new Map();
const done = (id) => {
  waiters.get(id)?.();
  waiters.delete(id);
};
const handler = (jobs) => Promise.all(jobs.map(one));
const one = async (job) => {
  const { id, i, n, kind, ph, last } = job.data;
  step(id, i);
  if (mode === 'flow') {
    if (last) done(id);
    return;
  }
  if (kind === 'chain') {
    if (i + 1 < n) await boss.send('q', { id, i: i + 1, n, kind });
    else done(id);
    return;
  }
  if (ph === 0) {
    await pool.query('insert into joins values($1,$2)', [id, n]);
    await boss.insert(
      'q',
      Array.from({ length: n }, (_, k) => ({ data: { id, i: k + 1, n, kind, ph: 1 } })),
    );
  } else if (ph === 1) {
    const r = await pool.query('update joins set remaining = remaining - 1 where id=$1 returning remaining', [id]);
    if (r.rows[0].remaining === 0) await boss.send('q', { id, i: n + 1, n, kind, ph: 2 });
  } else done(id);
};
const flowOf = (kind, n, id) =>
  kind === 'chain'
    ? Array.from({ length: n }, (_, i) => ({
        ref: 's' + i,
        name: 'q',
        data: { id, i, last: i === n - 1 },
        ...(i ? { dependsOn: ['s' + (i - 1)] } : {}),
      }))
    : [
        { ref: 'first', name: 'q', data: { id, i: 0 } },
        ...Array.from({ length: n }, (_, i) => ({
          ref: 'p' + i,
          name: 'q',
          data: { id, i: i + 1 },
          dependsOn: ['first'],
        })),
        {
          ref: 'join',
          name: 'q',
          data: { id, i: n + 1, last: true },
          dependsOn: Array.from({ length: n }, (_, i) => 'p' + i),
        },
      ];
await run({
  name: `pg-boss-${mode}${batch > 1 ? '-batch' + batch : ''}`,
  pg: true,
  pkgs: ['pg-boss', 'pg'],
  durability: 'Postgres commits: job insert, fetch (active), complete',
  config: `localConcurrency=${conc}, batchSize=${batch}${batch > 1 ? ' + burstWhenBatchFull' : ''}, useListenNotify + queue notify, pollingIntervalSeconds=0.5 (library minimum), pool max=${conc + 5}${mode === 'flow' ? `, flowIntervalSeconds=${flowS} (default 5)` : ''}; result observed in-process when the last handler ends`,
  chainWarm: mode === 'flow' ? 0 : 3,
  chainRuns: mode === 'flow' ? 2 : 10,
  fanWarm: 1,
  async setup(c) {
    step = c.step;
    await freshDb(db);
    pool = new pg.Pool({ connectionString: pgUrl(db), max: 10 });
    await pool.query('create table joins(id text primary key, remaining int)');
    boss = new PgBoss({
      connectionString: pgUrl(db),
      max: conc + 5,
      useListenNotify: true,
      flowIntervalSeconds: flowS,
    });
    boss.on('error', (e) => console.error(String(e)));
    await boss.start();
    await boss.createQueue('q', { notify: true });
    await boss.work(
      'q',
      {
        localConcurrency: conc,
        batchSize: batch,
        burstWhenBatchFull: batch > 1,
        pollingIntervalSeconds: 0.5,
        notifyPollingIntervalSeconds: 0.5,
      },
      handler,
    );
  },
  async start(kind, n, id) {
    const p = new Promise((r) => waiters.set(id, r));
    if (mode === 'flow') await boss.flow(flowOf(kind, n, id));
    else await boss.send('q', { id, i: 0, n, kind, ph: 0 });
    await p;
  },
  async teardown() {
    await boss.stop({ graceful: false, timeout: 1000 });
    await pool.end();
  },
});
