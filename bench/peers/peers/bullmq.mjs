// BullMQ FlowProducer on Redis. chain = nested flow (deepest child runs first); fan = first job adds a flow of 100 children + join parent.
// APPENDFSYNC=everysec (Redis default with AOF) | always (fsync before every reply, group commit). Redis is started by this script.
import { FlowProducer, Worker } from 'bullmq';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { run, sleep } from '../lib/harness.mjs';
const fsync = process.env.APPENDFSYNC ?? 'everysec',
  port = +(process.env.REDIS_PORT ?? 26379),
  concurrency = +(process.env.CONCURRENCY ?? 50);
let step, srv, dir, worker, fp;
const connection = { host: '127.0.0.1', port, maxRetriesPerRequest: null };
const waiters = new Map();
const node = (id, i, n, children) => ({ name: 's', queueName: 'b', data: { id, i, last: i === n - 1 }, children });
const chain = (id, n) => {
  let x;
  for (let i = 0; i < n; i++) x = node(id, i, n, x ? [x] : undefined);
  return x;
};
await run({
  name: `bullmq-${fsync}`,
  pkgs: ['bullmq', 'ioredis'],
  durability:
    fsync === 'always'
      ? 'Redis AOF appendfsync=always (fsync before reply)'
      : 'Redis AOF appendfsync=everysec: up to ~1 s of completed steps can be lost, NOT durable per step',
  config: `worker concurrency=${concurrency}, removeOnComplete default (keep), Redis 7 AOF, no RDB save`,
  storePids: () => [srv.pid],
  async setup(c) {
    step = c.step;
    dir = fs.mkdtempSync(path.join(process.env.WORKDIR ?? os.tmpdir(), 'redis-'));
    srv = spawn(
      process.env.REDIS_SERVER ?? 'redis-server',
      [
        '--port',
        port,
        '--bind',
        '127.0.0.1',
        '--dir',
        dir,
        '--appendonly',
        'yes',
        '--appendfsync',
        fsync,
        '--save',
        '',
        '--maxmemory-policy',
        'noeviction',
      ].map(String),
      { stdio: 'ignore' },
    );
    await sleep(1000);
    // Else the queue would be in whatever listens there.
    if (srv.exitCode !== null) throw new Error(`redis-server did not start: is port ${port} taken?`);
    fp = new FlowProducer({ connection });
    worker = new Worker(
      'b',
      async (job) => {
        const { id, i, kind, n } = job.data;
        const r = step(id, i);
        if (kind === 'fan0')
          await fp.add({
            name: 's',
            queueName: 'b',
            data: { id, i: n + 1, last: true },
            children: Array.from({ length: n }, (_, k) => ({ name: 's', queueName: 'b', data: { id, i: k + 1 } })),
          });
        return r;
      },
      { connection, concurrency },
    );
    worker.on('completed', (job) => {
      if (job.data.last) {
        waiters.get(job.data.id)?.();
        waiters.delete(job.data.id);
      }
    });
    await worker.waitUntilReady();
    await fp.waitUntilReady();
  },
  async start(kind, n, id) {
    const p = new Promise((r) => waiters.set(id, r));
    if (kind === 'chain') await fp.add(chain(id, n));
    else await fp.add({ name: 's', queueName: 'b', data: { id, i: 0, kind: 'fan0', n } });
    await p;
  },
  startMany: async (ids, n) => {
    const p = ids.map((id) => new Promise((r) => waiters.set(id, r)));
    await fp.addBulk(ids.map((id) => chain(id, n)));
    await Promise.all(p);
  },
  async teardown() {
    await worker.close(true).catch(() => {});
    srv.kill('SIGTERM');
    await sleep(700);
    if (srv.exitCode === null) srv.kill('SIGKILL');
    fs.rmSync(dir, { recursive: true, force: true });
  },
});
