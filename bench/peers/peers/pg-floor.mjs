// NOT a peer: the floor on this machine. Hand-written event append to one Postgres table, one StepCompleted row per step, in-process scheduling, no leases/retries.
// MODE=single: one autocommit INSERT per step through a pool. MODE=group: one writer batches everything pending into one multi-row INSERT per commit.
import pg from 'pg';
import { run, freshDb, pgUrl } from '../lib/harness.mjs';
const db = 'bench_floor',
  mode = process.env.MODE ?? 'single',
  max = +(process.env.POOL ?? 20),
  writers = +(process.env.WRITERS ?? 2);
let step,
  pool,
  q = [],
  busy = 0;
const SQL = { name: 'a', text: 'insert into ev(stream,version,type,data) values($1,$2,$3,$4)' };
const SQLB = {
  name: 'b',
  text: 'insert into ev(stream,version,type,data) select * from unnest($1::text[],$2::int[],$3::text[],$4::jsonb[])',
};
const pump = async () => {
  if (busy >= writers || !q.length) return;
  busy++;
  const b = q.splice(0, 500);
  try {
    await pool.query({
      ...SQLB,
      values: [b.map((x) => x[0]), b.map((x) => x[1]), b.map((x) => x[2]), b.map((x) => x[3])],
    });
    b.forEach((x) => x[4]());
  } catch (e) {
    b.forEach((x) => x[5](e));
  } finally {
    busy--;
    pump();
  }
};
const append = (s, v, t, d) =>
  mode === 'single'
    ? pool.query({ ...SQL, values: [s, v, t, JSON.stringify(d)] })
    : new Promise((ok, no) => {
        q.push([s, v, t, JSON.stringify(d), ok, no]);
        queueMicrotask(pump);
      });
const st = async (id, i) => {
  const r = step(id, i);
  await append(id, i + 1, 'StepCompleted', { id, ...r });
};
await run({
  name: 'pg-floor-' + mode,
  pg: true,
  pkgs: ['pg'],
  durability:
    'one Postgres commit per step' + (mode === 'group' ? ', shared between steps that are ready together' : ''),
  config: mode === 'single' ? `pool max=${max}` : `${writers} writers, <=500 rows per commit`,
  async setup(c) {
    step = c.step;
    await freshDb(db);
    pool = new pg.Pool({ connectionString: pgUrl(db), max: mode === 'single' ? max : writers });
    await pool.query(
      'create table ev(pos bigint generated always as identity primary key, stream text not null, version int not null, type text not null, data jsonb not null, at timestamptz not null default now(), unique(stream,version))',
    );
  },
  async start(kind, n, id) {
    await append(id, 0, 'Started', { id, n });
    if (kind === 'chain') {
      for (let i = 0; i < n; i++) await st(id, i);
    } else {
      await st(id, 0);
      await Promise.all(Array.from({ length: n }, (_, i) => st(id, i + 1)));
      await st(id, n + 1);
    }
    await append(id, n + 3, 'Completed', { id });
  },
  teardown: () => pool.end(),
});
