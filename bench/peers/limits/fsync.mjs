// fdatasync latency: write BYTES at the end of a file, fdatasync, N times. One JSON line.
import fs from 'node:fs';
import path from 'node:path';
const dir = process.env.FSYNC_DIR ?? '.',
  N = +(process.env.N ?? 3000),
  B = +(process.env.BYTES ?? 4096);
const f = path.join(dir, `fsync-${process.pid}.tmp`),
  buf = Buffer.alloc(B, 1),
  fd = fs.openSync(f, 'w');
const pre = process.env.PREALLOC === '1';
if (pre) {
  for (let i = 0; i < N; i++) fs.writeSync(fd, buf, 0, B, i * B);
  fs.fsyncSync(fd);
}
const t = new Float64Array(N);
const t0 = performance.now();
for (let i = 0; i < N; i++) {
  const a = performance.now();
  fs.writeSync(fd, buf, 0, B, i * B);
  fs.fdatasyncSync(fd);
  t[i] = performance.now() - a;
}
const el = performance.now() - t0;
fs.closeSync(fd);
fs.unlinkSync(f);
t.sort();
const q = (p) => +t[Math.min(N - 1, Math.floor(p * N))].toFixed(3);
console.log(
  JSON.stringify({
    bytes: B,
    prealloc: pre,
    n: N,
    p50: q(0.5),
    p95: q(0.95),
    p99: q(0.99),
    max: q(1),
    perSec: Math.round((N / el) * 1000),
  }),
);
