// Mastra workflows (default engine) + @mastra/pg: the run snapshot row is rewritten after every step. Needs Node >= 22.13.
import { Mastra } from '@mastra/core';
import { createWorkflow, createStep } from '@mastra/core/workflows';
import { PostgresStore } from '@mastra/pg';
import { z } from 'zod';
import { run, freshDb, pgUrl } from '../lib/harness.mjs';
const db = 'bench_mastra',
  max = +(process.env.POOL ?? 20);
let step, mastra, store;
const io = z.any();
const st = (name, i) =>
  createStep({
    id: name,
    inputSchema: io,
    outputSchema: io,
    execute: async ({ getInitData }) => step(getInitData().id, i),
  });
const chain = (n) => {
  let w = createWorkflow({ id: 'chain' + n, inputSchema: io, outputSchema: io });
  for (let i = 0; i < n; i++) w = w.then(st('s' + i, i));
  return w.commit();
};
const fan = (n) =>
  createWorkflow({ id: 'fan' + n, inputSchema: io, outputSchema: io })
    .then(st('first', 0))
    .parallel(Array.from({ length: n }, (_, i) => st('p' + i, i + 1)))
    .then(st('join', n + 1))
    .commit();
await run({
  name: 'mastra',
  pg: true,
  pkgs: ['@mastra/core', '@mastra/pg'],
  durability: 'snapshot row upsert committed in Postgres after each step (default shouldPersistSnapshot)',
  config: `PostgresStore max=${max}, default execution engine, logger off`,
  async setup(c) {
    step = c.step;
    await freshDb(db);
    store = new PostgresStore({ id: 'bench', connectionString: pgUrl(db), max });
    mastra = new Mastra({
      storage: store,
      logger: false,
      workflows: { chain10: chain(10), chain20: chain(20), fan100: fan(100) },
    });
    await store.init?.();
  },
  async start(kind, n, id) {
    const r = await mastra.getWorkflow(kind + n).createRun({ runId: id });
    const x = await r.start({ inputData: { id } });
    if (x.status !== 'success') throw new Error(JSON.stringify(x).slice(0, 400));
  },
  teardown: () => store.close?.(),
});
