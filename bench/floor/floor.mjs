// NOT an engine: the barest version of this stack for chain | fan | load. Server (this process), event store node, one agent process, optionally a projector. README.md says what it is for, switches.mjs how it is varied.
import http from 'node:http';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fork } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { Server } from 'socket.io';
import { EventStoreDBClient, NO_STREAM, START } from '@eventstore/db-client';
import { run, freshDb, pgUrl } from '../peers/lib/harness.mjs';
import { treeCpu } from '../peers/lib/processes.mjs';
import { startProjector } from './projector.mjs';
import { fastCodec } from './codec.mjs';
import { becameReady, completed, decide, dispatched, newRun, PAD } from './run.mjs';
import { APPENDS, CLIENT, CODEC, E, FEED, FRAMES, INBOX, PLACE, PROJ, STORE } from './switches.mjs';
const here = (p) => path.join(import.meta.dirname, p),
  db = 'bench_floor';
let step,
  client,
  io,
  sock,
  dir,
  node,
  agent,
  proj,
  projected = 0,
  out = [],
  snaps = [],
  waitProjected,
  firstRun;
const runs = new Map();

const unary = CLIENT === 'unary' ? { credentials: { username: 'a', password: 'b' } } : {};
const append = (run, events, at) =>
  client.appendToStream(run.stream, events, { expectedRevision: at < 0 ? NO_STREAM : BigInt(at), ...unary });
async function pump(run) {
  if (INBOX === 'pipe') {
    for (const c of run.inbox.splice(0)) {
      const at = run.rev,
        ev = decide(run, [c]);
      if (ev.length) append(run, ev, at).then(() => effects(run, ev, [c]), fatal);
    }
    return;
  }
  if (run.busy) return;
  run.busy = true;
  while (run.inbox.length) {
    const cs = INBOX === 'serial' ? [run.inbox.shift()] : run.inbox.splice(0),
      at = run.rev,
      ev = decide(run, cs);
    if (ev.length) await append(run, ev, at);
    effects(run, ev, cs);
  }
  run.busy = false;
}
const fatal = (e) => {
  console.error(e);
  process.exit(1);
};
const tell = (run, cmd) => {
  run.inbox.push(cmd);
  pump(run).catch?.(fatal);
};
function effects(run, events, commands) {
  // after the append: acknowledge, then react (or leave that to the feed)
  for (const c of commands) if (c.frame && !--c.frame.left) c.frame.ack ? c.frame.ack('ok') : post({ ack: c.frame.id });
  if (!FEED) for (const e of events) react(run, e.type, e.data);
  if (events.at(-1)?.type === 'RunCompleted') {
    runs.delete(run.id);
    run.finish();
  }
}
const post = (x) => {
  if (FRAMES === '0') return sock.emit('dispatch', [x]);
  if (!out.length)
    setImmediate(() => {
      const d = out;
      out = [];
      sock.emit('dispatch', d);
    });
  out.push(x);
};
function react(run, type, data) {
  if (type === 'StepDispatched')
    post({
      step: {
        runId: data.runId,
        stepId: data.stepId,
        attempt: 1,
        leaseId: data.leaseId,
        deadline: data.deadline,
        handoff: data.handoff,
      },
    });
  else if (APPENDS === '2') {
    const ready = becameReady(run, { type, data });
    for (const i of ready) run.inbox.push({ do: 'dispatch', i });
    if (ready.length && !run.busy) pump(run).catch?.(fatal);
  }
}
const first = (p) => new Promise((r) => p.once('message', r));
await run({
  name: 'stack-floor',
  chainWarm: +E('WARM', '5'),
  pg: PROJ !== 'off',
  pkgs: [],
  durability: `every append flushed before its acknowledgement (${STORE.sync})`,
  config: Object.entries({ APPENDS, FEED, INBOX, CLIENT, CODEC, FRAMES, PLACE, PROJ, ...STORE })
    .map((x) => x.join('='))
    .join(' '),
  storePids() {
    const p = [node?.pid, agent.pid, proj?.pid].filter(Boolean);
    snaps.push([process.cpuUsage(), ...[node?.pid, agent.pid, proj?.pid].map((x) => (x ? treeCpu(x) : 0))]);
    return p;
  },
  async setup(c) {
    step = c.step;
    dir = fs.mkdtempSync(path.join(E('WORKDIR', os.tmpdir()), 'floor-'));
    const o = { dir, ...STORE };
    let port;
    if (PLACE === 'same') port = (await (await import('./node.mjs')).start(o)).port;
    else if (PLACE === 'worker') port = await first(new Worker(here('./node.mjs'), { workerData: { floor: o } }));
    else {
      node = fork(here('./node.mjs'), [JSON.stringify(o)]);
      port = await first(node);
    }
    client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${port}?tls=false`);
    if (CODEC !== '0') fastCodec(CODEC, client);
    for (
      let i = 0, n = +E('SELFWARM', '0'), w = Object.assign(newRun('warmup', 'chain', 1), { stream: 'warmup' });
      i < n;
      i++
    ) {
      const at = w.rev;
      w.rev += 2;
      await append(
        w,
        [
          completed(w, { stepId: 0, leaseId: w.corr, output: { ok: true, step: 0, text: PAD }, usage: {} }),
          dispatched(w, 0),
        ],
        at,
      );
    } // compile the append path before the first run comes
    if (PROJ !== 'off') {
      await freshDb(db);
      const d = { connectionString: pgUrl(db) },
        on = (n) => {
          projected = n;
          waitProjected?.();
        };
      if (PROJ === 'same') await startProjector({ db: d, client, onProgress: on });
      else {
        proj = fork(here('./projector.mjs'), [JSON.stringify({ db: d, port })]);
        await first(proj);
        proj.on('message', on);
      }
    }
    if (FEED)
      client
        .subscribeToAll({ fromPosition: START })
        .on('data', ({ event: e }) => {
          const r = runs.get(e.data.runId);
          if (r) react(r, e.type, e.data);
        })
        .on('error', fatal);
    const srv = http.createServer();
    io = new Server(srv, { transports: ['websocket'], serveClient: false });
    await new Promise((r) => srv.listen(0, '127.0.0.1', r));
    const up = new Promise((r) => io.on('connection', r));
    agent = fork(here('./agent.mjs'), [srv.address().port, FRAMES]);
    sock = await up;
    sock.on('results', (list, id, ack) => {
      const frame = { left: list.length, id, ack };
      for (const r of list) {
        const run = runs.get(r.runId);
        step(run.id, r.stepId);
        run.inbox.push({ do: 'complete', r, frame });
      }
      for (const r of list) {
        const run = runs.get(r.runId);
        if (run && run.inbox.length) pump(run).catch?.(fatal);
      }
    });
  },
  start: (kind, n, id) =>
    new Promise((r) => {
      const x = newRun(id, kind, n);
      x.finish = r;
      firstRun ??= x.stream;
      runs.set(id, x);
      tell(x, { do: 'start' });
    }),
  async startMany(ids, n) {
    const before = projected;
    await Promise.all(ids.map((id) => this.start('chain', n, id)));
    if (PROJ !== 'off')
      await new Promise((r) => {
        (waitProjected = () => {
          if (projected >= before + ids.length) r();
        })();
      });
  },
  async teardown() {
    if (E('SPLIT', '')) {
      const [a, b] = snaps;
      console.error(
        'SPLIT ' +
          JSON.stringify({
            server: (b[0].user + b[0].system - a[0].user - a[0].system) / 1e6,
            node: b[1] - a[1],
            agent: b[2] - a[2],
            proj: b[3] - a[3],
          }),
      );
    }
    if (E('VERIFY', '')) {
      let n = 0,
        m = 0;
      for await (const { event: e } of client.readAll()) {
        n++;
        if (e.type === 'StepCompleted') m++;
      }
      let k = 0;
      for await (const { event: e } of client.readStream(firstRun)) k += e.revision === BigInt(k) ? 1 : NaN;
      console.error('VERIFY', n, m, k);
    }
    await Promise.race([client.dispose(), new Promise((r) => setTimeout(r, 500))]);
    for (const p of [agent, proj, node]) p?.disconnect();
    await new Promise((r) => setTimeout(r, 50));
    fs.rmSync(dir, { recursive: true, force: true });
  },
});
