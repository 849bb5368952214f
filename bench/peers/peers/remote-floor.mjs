// NOT a peer: floor for a control plane whose steps run in a separate agent process behind socket.io.
// Per step: append StepDispatched (commit) -> emit to the agent process, wait for its ack -> append StepCompleted (commit) -> next step. MODE=single or group as in pg-floor.
import pg from 'pg';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { fork } from 'node:child_process';
import http from 'node:http';
import { run, freshDb, pgUrl } from '../lib/harness.mjs';
if (process.argv[2] === 'agent') {
  const s = io('http://127.0.0.1:' + process.argv[3], { transports: ['websocket'] });
  s.on('step', (m, cb) => cb({ ok: true, step: m.i, text: 'x'.repeat(64) }));
} else {
  const db = 'bench_remote',
    mode = process.env.MODE ?? 'single',
    max = +(process.env.POOL ?? 20),
    writers = +(process.env.WRITERS ?? 2);
  let step,
    pool,
    sock,
    child,
    srv,
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
      await pool.query({ ...SQLB, values: [0, 1, 2, 3].map((k) => b.map((x) => x[k])) });
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
    await append(id, 2 * i + 1, 'StepDispatched', { id, i });
    const r = await sock.emitWithAck('step', { id, i });
    step(id, i);
    await append(id, 2 * i + 2, 'StepCompleted', { id, i, ...r });
  };
  await run({
    name: 'remote-floor-' + mode,
    pg: true,
    pkgs: ['pg', 'socket.io'],
    durability: 'two Postgres commits per step (dispatched, completed)' + (mode === 'group' ? ', group commit' : ''),
    config:
      mode === 'single'
        ? `pool max=${max}; one agent process, websocket`
        : `${writers} writers, <=500 rows per commit; one agent process, websocket`,
    storePids: () => [child.pid],
    async setup(c) {
      step = c.step;
      await freshDb(db);
      pool = new pg.Pool({ connectionString: pgUrl(db), max: mode === 'single' ? max : writers });
      await pool.query(
        'create table ev(pos bigint generated always as identity primary key, stream text not null, version int not null, type text not null, data jsonb not null, at timestamptz not null default now(), unique(stream,version))',
      );
      srv = http.createServer();
      const s = new Server(srv, { transports: ['websocket'] });
      await new Promise((r) => srv.listen(0, '127.0.0.1', r));
      const p = new Promise((r) => s.on('connection', r));
      child = fork(new URL(import.meta.url), ['agent', srv.address().port]);
      sock = await p;
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
      await append(id, 2 * n + 10, 'Completed', { id });
    },
    async teardown() {
      child.kill();
      await pool.end();
    },
  });
}
