// @grpc/grpc-js on loopback, one server process and one client process. Unary echo (1/16/64 in flight), server streaming, and bidirectional echo on one stream, ~200-byte payload.
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import { fork } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { q, version } from '../lib/harness.mjs';
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'grpc-')),
  pf = path.join(dir, 'e.proto');
fs.writeFileSync(
  pf,
  'syntax="proto3"; package e; message M{bytes data=1; int64 n=2;} service E{rpc Echo(M) returns (M); rpc Stream(M) returns (stream M); rpc Bidi(stream M) returns (stream M);}',
);
const { e } = grpc.loadPackageDefinition(loader.loadSync(pf));
fs.rmSync(dir, { recursive: true });
const data = Buffer.alloc(200, 7);
if (process.argv[2] === 'server') {
  const s = new grpc.Server();
  s.addService(e.E.service, {
    Bidi: (c) => {
      c.on('data', (m) => c.write({ data: m.data, n: m.n }));
      c.on('end', () => c.end());
    },
    Echo: (c, cb) => cb(null, { data: c.request.data }),
    Stream: (c) => {
      let i = 0;
      const n = +c.request.n;
      const go = () => {
        while (i < n) {
          i++;
          if (!c.write({ data, n: i })) {
            c.once('drain', go);
            return;
          }
        }
        c.end();
      };
      go();
    },
  });
  s.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (er, port) => process.send(port));
} else {
  const ch = fork(new URL(import.meta.url), ['server']);
  const port = await new Promise((r) => ch.once('message', r));
  const c = new e.E('127.0.0.1:' + port, grpc.credentials.createInsecure());
  const T = +(process.env.T ?? 4) * 1000;
  const call = () => new Promise((ok, no) => c.Echo({ data }, (er, r) => (er ? no(er) : ok(r))));
  for (let i = 0; i < 2000; i++) await call();
  for (const k of [1, 16, 64]) {
    const lat = [];
    const end = performance.now() + T,
      t0 = performance.now();
    await Promise.all(
      Array.from({ length: k }, async () => {
        while (performance.now() < end) {
          const a = performance.now();
          await call();
          lat.push(performance.now() - a);
        }
      }),
    );
    console.log(
      JSON.stringify({
        kind: 'grpc-unary',
        ver: version('@grpc/grpc-js'),
        node: process.version,
        inFlight: k,
        perSec: Math.round(lat.length / ((performance.now() - t0) / 1000)),
        p50: +q(lat, 0.5).toFixed(3),
        p99: +q(lat, 0.99).toFixed(3),
      }),
    );
  }
  const str = (n) =>
    new Promise((ok, no) => {
      let k = 0;
      const s = c.Stream({ n });
      s.on('data', () => k++);
      s.on('end', () => ok(k));
      s.on('error', no);
    });
  await str(5000);
  const N = 100000,
    t0 = performance.now();
  const got = await str(N);
  console.log(
    JSON.stringify({
      kind: 'grpc-server-stream',
      msgs: got,
      perSec: Math.round(N / ((performance.now() - t0) / 1000)),
    }),
  );
  // bidi with correlation ids on ONE stream (the shape of EventStoreDB BatchAppend)
  const bs = c.Bidi(),
    wait = new Map();
  let seq = 0;
  bs.on('error', () => {});
  bs.on('data', (m) => {
    const k = +m.n;
    wait.get(k)();
    wait.delete(k);
  });
  const bcall = () =>
    new Promise((ok) => {
      const k = ++seq;
      wait.set(k, ok);
      bs.write({ data, n: k });
    });
  for (let i = 0; i < 2000; i++) await bcall();
  for (const k of [1, 16, 64]) {
    const lat = [];
    const end = performance.now() + T,
      t1 = performance.now();
    await Promise.all(
      Array.from({ length: k }, async () => {
        while (performance.now() < end) {
          const a = performance.now();
          await bcall();
          lat.push(performance.now() - a);
        }
      }),
    );
    console.log(
      JSON.stringify({
        kind: 'grpc-bidi',
        inFlight: k,
        perSec: Math.round(lat.length / ((performance.now() - t1) / 1000)),
        p50: +q(lat, 0.5).toFixed(3),
        p99: +q(lat, 0.99).toFixed(3),
      }),
    );
  }
  bs.end();
  c.close();
  ch.kill();
  process.exit(0);
}
