/**
 * The embedded event store alone, through the real client: `node scripts/build.mjs && node dist/bench/event-store.js`.
 * With EVENTSTORE_URL set: that server instead (without its CPU).
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';

/** About what the product writes: some 500 bytes of data, 200 of metadata. */
const PAYLOAD = { text: 'x'.repeat(470) };
const METADATA = { correlationId: randomUUID(), causationId: randomUUID(), text: 'y'.repeat(90) };
const event = () => jsonEvent({ type: 'StepCompleted', data: PAYLOAD, metadata: METADATA });

const ticksPerSecond = 100;
/** User and system time of a process so far, in ms; undefined where the system does not tell. */
function cpuMs(pid: number | undefined): number | undefined {
  if (pid === undefined) return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
  } catch {
    return undefined;
  }
}

const percentile = (sorted: readonly number[], p: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? NaN;
const round = (n: number | undefined, digits = 2): number | null =>
  n === undefined ? null : Number(n.toFixed(digits));

async function startProcess(folder: string): Promise<{ child: ChildProcess; url: string }> {
  const main = fileURLToPath(new URL('../src/embedded/event-store/main.js', import.meta.url));
  const child = spawn(process.execPath, [main, '--data', folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [chunk]: unknown[] = await once(child.stdout, 'data');
  const ready: unknown = JSON.parse(String(chunk));
  if (typeof ready !== 'object' || ready === null || !('port' in ready))
    throw new Error('the node did not say its port');
  return { child, url: `esdb://127.0.0.1:${String(ready.port)}?tls=false` };
}

async function writers(client: EventStoreDBClient, count: number, appends: number): Promise<number[]> {
  const latencies: number[] = [];
  const perWriter = Math.ceil(appends / count);
  const run = async (): Promise<void> => {
    const stream = `bench-${randomUUID()}`;
    for (let revision = -1; revision < perWriter - 1; revision++) {
      const started = performance.now();
      await client.appendToStream(stream, event(), { expectedRevision: revision < 0 ? 'no_stream' : BigInt(revision) });
      latencies.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: count }, run));
  return latencies.sort((a, b) => a - b);
}

async function main(): Promise<void> {
  const external = process.env['EVENTSTORE_URL'];
  const folder = mkdtempSync(path.join(process.env['WORKDIR'] ?? os.tmpdir(), 'event-store-bench-'));
  const started = external === undefined ? await startProcess(folder) : undefined;
  const pid = started?.child.pid;
  const client = EventStoreDBClient.connectionString(external ?? started?.url ?? '');
  const measured = async <T>(work: () => Promise<T>) => {
    const cpu = cpuMs(pid);
    const from = performance.now();
    const result = await work();
    const now = cpuMs(pid);
    return {
      result,
      ms: performance.now() - from,
      cpu: cpu === undefined || now === undefined ? undefined : now - cpu,
    };
  };

  await writers(client, 20, 4_000);
  const one = await measured(() => writers(client, 1, 2_000));
  const fifty = await measured(() => writers(client, 50, 40_000));

  const catchUp = await measured(async () => {
    let events = 0;
    for await (const _ of client.readAll({ fromPosition: 'start', maxCount: Number.MAX_SAFE_INTEGER })) events++;
    return events;
  });

  const subscription = client.subscribeToAll({ fromPosition: 'end' });
  await once(subscription, 'confirmation');
  const seen = new Map<string, (at: number) => void>();
  subscription.on('data', ({ event: recorded }) => recorded && seen.get(recorded.id)?.(performance.now()));
  const live: number[] = [];
  const stream = `live-${randomUUID()}`;
  for (let index = 0; index < 1_000; index++) {
    const sent = event();
    const from = performance.now();
    const arrived = new Promise<number>((resolve) => seen.set(sent.id, resolve));
    await client.appendToStream(stream, sent);
    live.push((await arrived) - from);
    seen.delete(sent.id);
  }
  live.sort((a, b) => a - b);

  let delivered = 0;
  subscription.on('data', () => delivered++);
  const loaded = await measured(async () => {
    const latencies = await writers(client, 50, 20_000);
    while (delivered < 20_000) await once(subscription, 'data');
    return latencies;
  });
  await subscription.unsubscribe();

  const perThousand = (run: { result: number[]; cpu: number | undefined }): number | null =>
    round(run.cpu === undefined ? undefined : (run.cpu / run.result.length) * 1000, 1);
  const rss =
    pid === undefined
      ? undefined
      : Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  const rows = {
    'one writer, append p50 (ms)': round(percentile(one.result, 0.5)),
    'one writer, append p99 (ms)': round(percentile(one.result, 0.99)),
    'one writer, node CPU per 1,000 appends (ms)': perThousand(one),
    '50 writers, appends/s': round((fifty.result.length / fifty.ms) * 1000, 0),
    '50 writers, append p50 (ms)': round(percentile(fifty.result, 0.5)),
    '50 writers, append p99 (ms)': round(percentile(fifty.result, 0.99)),
    '50 writers, node CPU per 1,000 appends (ms)': perThousand(fifty),
    'catch-up read (events/s)': round((catchUp.result / catchUp.ms) * 1000, 0),
    'append to subscriber p50 (ms)': round(percentile(live, 0.5)),
    'append to subscriber p99 (ms)': round(percentile(live, 0.99)),
    '50 writers and a subscriber, events/s': round((loaded.result.length / loaded.ms) * 1000, 0),
    '50 writers and a subscriber, node CPU per 1,000 appends (ms)': perThousand(loaded),
    'resident memory (MB)': round(rss, 0),
  };
  console.table(rows);
  console.log(
    JSON.stringify({ bench: 'event-store', server: external === undefined ? 'embedded' : 'external', ...rows }),
  );
  await client.dispose();
  if (started) {
    started.child.kill();
    await once(started.child, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
}

await main();
