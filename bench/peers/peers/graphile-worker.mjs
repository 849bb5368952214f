// graphile-worker as a step queue: each step's task adds the next job (LISTEN/NOTIFY wakes the runner). Fan-in by a counter row. Needs Node >= 22.18.
import { run as runWorker } from 'graphile-worker';
import pg from 'pg';
import { run, freshDb, pgUrl } from '../lib/harness.mjs';
const db = 'bench_graphile',
  concurrency = +(process.env.CONCURRENCY ?? 20),
  local = +(process.env.LOCALQUEUE ?? 0);
let step, runner, pool;
const waiters = new Map();
const done = (id) => {
  waiters.get(id)?.();
  waiters.delete(id);
};
const taskList = {
  chain: async ({ id, i, n }, h) => {
    step(id, i);
    if (i + 1 < n) await h.addJob('chain', { id, i: i + 1, n }, { maxAttempts: 5 });
  },
  fan: async ({ id, i, n, ph }, h) => {
    step(id, i);
    if (ph === 0) {
      await h.withPgClient((c) => c.query('insert into joins values($1,$2)', [id, n]));
      await h.addJobs(
        Array.from({ length: n }, (_, k) => ({ identifier: 'fan', payload: { id, i: k + 1, n, ph: 1 } })),
      );
    } else if (ph === 1) {
      const r = await h.withPgClient((c) =>
        c.query('update joins set remaining = remaining - 1 where id=$1 returning remaining', [id]),
      );
      if (r.rows[0].remaining === 0) await h.addJob('fan', { id, i: n + 1, n, ph: 2 });
    }
  },
};
await run({
  name: local ? 'graphile-worker-local' : 'graphile-worker',
  pg: true,
  pkgs: ['graphile-worker', 'pg'],
  durability: 'Postgres commits: next-job insert, then job completion (delete); at-least-once',
  config: `concurrency=${concurrency}, pool max=${concurrency + 10}, LISTEN/NOTIFY, pollInterval=2000${local ? `, localQueue.size=${local}, completeJobBatchDelay/failJobBatchDelay=0` : ''}`,
  async setup(c) {
    step = c.step;
    await freshDb(db);
    pool = new pg.Pool({ connectionString: pgUrl(db), max: concurrency + 10 });
    await pool.query('create table joins(id text primary key, remaining int)');
    const quiet = { error: console.error, warn() {}, info() {}, debug() {} };
    const { Logger } = await import('graphile-worker');
    runner = await runWorker({
      pgPool: pool,
      concurrency,
      noHandleSignals: true,
      pollInterval: 2000,
      taskList,
      logger: new Logger(() => (lv, m) => {
        if (lv === 'error') console.error(m);
      }),
      ...(local
        ? { preset: { worker: { localQueue: { size: local }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } } }
        : {}),
    });
    runner.events.on('job:complete', ({ job }) => {
      const p = job.payload;
      if (job.task_identifier === 'chain' ? p.i === p.n - 1 : p.ph === 2) done(p.id);
    });
  },
  async start(kind, n, id) {
    const p = new Promise((r) => waiters.set(id, r));
    await runner.addJob(kind, { id, i: 0, n, ph: 0 }, { maxAttempts: 5 });
    await p;
  },
  async teardown() {
    await runner.stop();
    await pool.end();
  },
});
