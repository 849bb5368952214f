// Restate server (single binary from npm) + TypeScript SDK over HTTP/2. Each ctx.run is journaled through the replicated log (RocksDB WAL).
import * as restate from '@restatedev/restate-sdk';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import http from 'node:http';
import { run, sleep } from '../lib/harness.mjs';
import { createRequire } from 'node:module';
const bin =
  process.env.RESTATE_SERVER ??
  path.join(
    path.dirname(
      createRequire(import.meta.url).resolve(
        `@restatedev/restate-server-${process.platform}-${process.arch}/package.json`,
      ),
    ),
    'bin/restate-server',
  );
const P = +(process.env.RESTATE_PORT ?? 28080),
  parts = process.env.PARTITIONS;
let step, srv, dir;
const wf = restate.workflow({
  name: 'bench',
  handlers: {
    run: async (ctx, { kind, n }) => {
      const id = ctx.key;
      if (kind === 'chain') {
        for (let i = 0; i < n; i++) await ctx.run('s' + i, () => step(id, i));
        return n;
      }
      await ctx.run('first', () => step(id, 0));
      await restate.RestatePromise.all(Array.from({ length: n }, (_, i) => ctx.run('p' + i, () => step(id, i + 1))));
      await ctx.run('join', () => step(id, n + 1));
      return n;
    },
  },
});
const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
const post = (port, p, body) =>
  new Promise((ok, no) => {
    const b = JSON.stringify(body);
    const r = http.request(
      {
        host: '127.0.0.1',
        port,
        path: p,
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(b) },
      },
      (s) => {
        let t = '';
        s.on('data', (d) => (t += d));
        s.on('end', () => (s.statusCode < 300 ? ok(t) : no(new Error(s.statusCode + ' ' + t))));
      },
    );
    r.on('error', no);
    r.end(b);
  });
await run({
  name: parts ? `restate-p${parts}` : 'restate',
  pkgs: ['@restatedev/restate-server', '@restatedev/restate-sdk'],
  durability: 'replicated loglet, 1 node, RocksDB WAL with fsync (rocksdb-disable-wal-fsync=false, the default)',
  config: `defaults (default-num-partitions=${parts ?? 24}), bidirectional HTTP/2, telemetry off`,
  storePids: () => [srv.pid],
  async setup(c) {
    step = c.step;
    dir = fs.mkdtempSync(path.join(process.env.WORKDIR ?? os.tmpdir(), 'restate-'));
    const log = fs.openSync(path.join(dir, 'log'), 'w');
    srv = spawn(bin, ['--no-logo', '--base-dir', path.join(dir, 'data'), '--node-name', 'n1', '--listen-mode', 'tcp'], {
      stdio: ['ignore', log, log],
      env: {
        ...process.env,
        RESTATE_DISABLE_TELEMETRY: 'true',
        DO_NOT_TRACK: '1',
        RESTATE_LOG_FILTER: 'warn',
        RESTATE_BIND_ADDRESS: `127.0.0.1:${P + 2}`,
        RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${P}`,
        RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${P + 1}`,
        RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${P + 2}`,
        ...(parts ? { RESTATE_DEFAULT_NUM_PARTITIONS: parts } : {}),
      },
    });
    await restate.serve({
      services: [wf],
      port: P + 3,
      logger: process.env.DEBUG ? (m, ...a) => console.error(m.level, ...a) : () => {},
    });
    for (let i = 0; ; i++) {
      if (srv.exitCode !== null)
        throw new Error(`Restate ended: ${fs.readFileSync(path.join(dir, 'log'), 'utf8').slice(-400)}`);
      try {
        await post(P + 1, '/deployments', { uri: `http://127.0.0.1:${P + 3}`, force: true });
        break;
      } catch (e) {
        if (i > 100) throw e;
        await sleep(300);
      }
    }
    await sleep(2000);
  },
  start: (kind, n, id) => post(P, `/bench/${id}/run`, { kind, n }),
  async teardown() {
    const p = new Promise((r) => srv.on('exit', r));
    srv.kill('SIGTERM');
    await Promise.race([p, sleep(4000)]);
    if (srv.exitCode === null) srv.kill('SIGKILL');
    fs.rmSync(dir, { recursive: true, force: true });
  },
});
