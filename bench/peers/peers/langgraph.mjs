// LangGraph.js + PostgresSaver. DURABILITY=sync (durable before the next node) | async (the default: written while the next node runs) | exit.
import { StateGraph, Annotation, START, END } from '@langchain/langgraph';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import pg from 'pg';
import { run, freshDb, pgUrl } from '../lib/harness.mjs';
const db = 'bench_langgraph',
  durability = process.env.DURABILITY ?? 'sync',
  max = +(process.env.POOL ?? 20);
let step, pool, graphs;
const State = Annotation.Root({
  id: Annotation(),
  out: Annotation({ reducer: (a, b) => a.concat(b), default: () => [] }),
});
const chain = (n, cp) => {
  const g = new StateGraph(State);
  for (let i = 0; i < n; i++) g.addNode('s' + i, (s) => ({ out: [step(s.id, i)] }));
  g.addEdge(START, 's0');
  for (let i = 1; i < n; i++) g.addEdge('s' + (i - 1), 's' + i);
  g.addEdge('s' + (n - 1), END);
  return g.compile({ checkpointer: cp });
};
const fan = (n, cp) => {
  const g = new StateGraph(State).addNode('first', (s) => ({ out: [step(s.id, 0)] }));
  const ps = [];
  for (let i = 0; i < n; i++) {
    ps.push('p' + i);
    g.addNode('p' + i, (s) => ({ out: [step(s.id, i + 1)] }));
    g.addEdge('first', 'p' + i);
  }
  g.addNode('join', (s) => ({ out: [step(s.id, n + 1)] }));
  g.addEdge(START, 'first');
  g.addEdge(ps, 'join');
  g.addEdge('join', END);
  return g.compile({ checkpointer: cp });
};
await run({
  name: 'langgraph-' + durability,
  pg: true,
  pkgs: ['@langchain/langgraph', '@langchain/langgraph-checkpoint-postgres', '@langchain/core'],
  durability:
    durability === 'sync'
      ? 'checkpoint committed in Postgres before the next superstep'
      : durability === 'async'
        ? 'library default: checkpoint written while the next step runs (a crash may lose the last one)'
        : durability,
  config: `pool max=${max}, durability=${durability}; state keeps every step output`,
  async setup(c) {
    step = c.step;
    await freshDb(db);
    pool = new pg.Pool({ connectionString: pgUrl(db), max });
    const cp = new PostgresSaver(pool);
    await cp.setup();
    graphs = { chain10: chain(10, cp), chain20: chain(20, cp), fan100: fan(100, cp) };
  },
  start: (kind, n, id) =>
    graphs[kind + n].invoke(
      { id },
      { configurable: { thread_id: id }, durability, recursionLimit: 100, maxConcurrency: undefined },
    ),
  teardown: () => pool.end(),
});
