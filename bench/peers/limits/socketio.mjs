// socket.io echo with ack on loopback (websocket transport only), server process + client process; 1 and 50 clients, 1 in flight each; ~200-byte JSON.
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { fork } from 'node:child_process';
import http from 'node:http';
import { q, version } from '../lib/harness.mjs';
if (process.argv[2] === 'server') {
  const h = http.createServer();
  const s = new Server(h, { transports: ['websocket'] });
  s.on('connection', (k) => k.on('e', (m, cb) => cb(m)));
  h.listen(0, '127.0.0.1', () => process.send(h.address().port));
} else {
  const ch = fork(new URL(import.meta.url), ['server']);
  const port = await new Promise((r) => ch.once('message', r));
  const T = +(process.env.T ?? 4) * 1000,
    msg = { type: 'step.completed', id: 'abc', pad: 'x'.repeat(160) };
  const mk = () =>
    new Promise((ok) => {
      const s = io('http://127.0.0.1:' + port, { transports: ['websocket'], forceNew: true });
      s.on('connect', () => ok(s));
    });
  for (const k of [1, 50]) {
    const ss = await Promise.all(Array.from({ length: k }, mk));
    for (const s of ss) for (let i = 0; i < 2000 / k; i++) await s.emitWithAck('e', msg);
    const lat = [];
    const end = performance.now() + T,
      t0 = performance.now();
    await Promise.all(
      ss.map(async (s) => {
        while (performance.now() < end) {
          const a = performance.now();
          await s.emitWithAck('e', msg);
          lat.push(performance.now() - a);
        }
      }),
    );
    console.log(
      JSON.stringify({
        kind: 'socket.io',
        ver: version('socket.io'),
        node: process.version,
        clients: k,
        perSec: Math.round(lat.length / ((performance.now() - t0) / 1000)),
        p50: +q(lat, 0.5).toFixed(3),
        p99: +q(lat, 0.99).toFixed(3),
      }),
    );
    ss.forEach((s) => s.close());
  }
  ch.kill();
  process.exit(0);
}
