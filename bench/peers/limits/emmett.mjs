// Emmett PostgreSQL event store: appendToStream with one 200-byte event, own stream per worker, expectedStreamVersion checked. Needs PG* env.
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import { freshDb, pgUrl, q, version } from '../lib/harness.mjs';
await freshDb('bench_emmett');
const es = getPostgreSQLEventStore(pgUrl('bench_emmett'));
const T = +(process.env.T ?? 5) * 1000,
  pad = 'x'.repeat(120);
await es.appendToStream('warm', [{ type: 'A', data: { pad } }]);
for (const [c, per] of [
  [1, 1],
  [8, 1],
  [32, 1],
  [1, 100],
]) {
  const lat = [];
  let n = 0;
  const end = performance.now() + T,
    t0 = performance.now();
  await Promise.all(
    Array.from({ length: c }, async (_, w) => {
      let v = 0n;
      const s = `s-${c}-${per}-${w}`;
      while (performance.now() < end) {
        const a = performance.now();
        const r = await es.appendToStream(
          s,
          Array.from({ length: per }, () => ({ type: 'StepCompleted', data: { wf: s, pad } })),
          { expectedStreamVersion: v === 0n ? 'STREAM_DOES_NOT_EXIST' : v },
        );
        v = r.nextExpectedStreamVersion;
        lat.push(performance.now() - a);
        n += per;
      }
    }),
  );
  const el = (performance.now() - t0) / 1000;
  console.log(
    JSON.stringify({
      lib: 'emmett-postgresql',
      ver: version('@event-driven-io/emmett-postgresql'),
      clients: c,
      eventsPerAppend: per,
      eventsPerSec: Math.round(n / el),
      p50: +q(lat, 0.5).toFixed(2),
      p99: +q(lat, 0.99).toFixed(2),
    }),
  );
}
await es.close();
process.exit(0);
