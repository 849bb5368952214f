// OpenWorkflow on Postgres (replay-based, polling worker). result() polls every 1 s by default, so *ToLastStep numbers matter too.
import { OpenWorkflow } from 'openworkflow';
import { BackendPostgres } from 'openworkflow/postgres';
import { run, freshDb, pgUrl } from '../lib/harness.mjs';
const db = 'bench_openworkflow',
  concurrency = +(process.env.CONCURRENCY ?? 50);
let step, backend, worker, wf;
await run({
  name: 'openworkflow',
  pg: true,
  pkgs: ['openworkflow'],
  durability: 'Postgres commits per step attempt (create + complete)',
  config: `worker concurrency=${concurrency}, library poll backoff 100 ms..1 s (fixed), result poll 1 s (fixed)`,
  fanWarm: 1,
  chainWarm: 3,
  chainRuns: 10,
  async setup(c) {
    step = c.step;
    await freshDb(db);
    backend = await BackendPostgres.connect(pgUrl(db));
    const ow = new OpenWorkflow({ backend });
    wf = ow.defineWorkflow({ name: 'bench' }, async ({ input: { kind, n, id }, step: s }) => {
      if (kind === 'chain') {
        for (let i = 0; i < n; i++) await s.run({ name: 's' + i }, async () => step(id, i));
        return n;
      }
      await s.run({ name: 'first' }, async () => step(id, 0));
      await Promise.all(Array.from({ length: n }, (_, i) => s.run({ name: 'p' + i }, async () => step(id, i + 1))));
      await s.run({ name: 'join' }, async () => step(id, n + 1));
      return n;
    });
    worker = ow.newWorker({ concurrency });
    await worker.start();
  },
  async start(kind, n, id) {
    const h = await wf.run({ kind, n, id });
    await h.result();
  },
  async teardown() {
    await worker.stop();
    await backend.stop();
  },
});
