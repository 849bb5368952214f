/**
 * What an append and a read cost this process, hashing included: `node scripts/build.mjs && node dist/bench/append.js`.
 * An append carries what one step makes: StepCompleted and the next StepDispatched. The store is the embedded node in a process of its own
 * (its CPU is not counted), or EVENTSTORE_URL. Last line: JSON.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { GENESIS } from '../src/domain/kernel/envelope.js';
import { CommandId } from '../src/domain/kernel/ids.js';
import type { Head, NewEvent } from '../src/domain/kernel/ports.js';
import { seal } from '../src/eventstore/chain.js';
import { connect, type EventStoreConnection } from '../src/eventstore/connect.js';
import { decode } from '../src/eventstore/decode.js';

const WRITERS = 50;
const APPENDS = Number(process.env['APPENDS'] ?? 20_000);
const HASH = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const TEXT = 'p'.repeat(120);
const writer = { version: '0.1.0', bootId: randomUUID() };
const start: Head = { revision: -1, hash: GENESIS };

const attempt = () => ({ step: { stepKey: 'parse', stepId: 'parse' }, attempt: 1, leaseId: randomUUID() });

function newEvent(type: string, index: number, data: object): NewEvent {
  const commandId = CommandId.parse(randomUUID());
  return {
    id: randomUUID(),
    type,
    data,
    metadata: {
      v: 1,
      commandId,
      index,
      ...(index === 0
        ? {
            command: {
              name: 'CompleteStep',
              facts: { now: '2026-11-24T14:32:07.000Z', random: [0.25], verdict: { valid: true } },
            },
          }
        : {}),
      correlationId: randomUUID(),
      causationId: commandId,
      actor: { kind: 'agent', id: 'agent-one', name: 'Agent one', authId: 'token-1', onBehalfOf: 'ann' },
      at: '2026-11-24T14:32:07.000Z',
      writer,
    },
  };
}

const completed = () =>
  newEvent('StepCompleted', 0, {
    ...attempt(),
    resultId: randomUUID(),
    charges: [],
    settles: [],
    output: { ok: true, text: TEXT, note: TEXT },
    outputHash: HASH,
    summary: TEXT,
    verdict: { schemaHash: HASH, valid: true },
  });

const dispatched = () =>
  newEvent('StepDispatched', 1, {
    ...attempt(),
    taskId: randomUUID(),
    agent: { id: 'agent-one', name: 'Agent one', bootId: randomUUID(), gatewayId: randomUUID(), single: false },
    capability: 'parse',
    tier: 'read',
    inputs: { text: TEXT, ref: TEXT },
    inputsHash: HASH,
    from: [{ stepKey: 'collect', revision: 3 }],
    constraints: { outputSchema: { hash: HASH } },
    parentSummary: TEXT,
    deadlineAt: '2026-11-24T14:33:07.000Z',
    heartbeatMs: 10_000,
    reservations: [{ scope: 'run', id: randomUUID(), nanoUsd: '1250000', tokens: 2_000 }],
    controlRevision: -1,
    why: { policyVersion: 1, estimate: { nanoUsd: '1250000', tokens: 2_000 } },
  });

/** Time and CPU of this process per unit of work. */
async function measure(units: number, work: () => Promise<void> | void): Promise<{ perSecond: number; cpuMs: number }> {
  const cpu = process.cpuUsage();
  const from = performance.now();
  await work();
  const seconds = (performance.now() - from) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: Math.round(units / seconds), cpuMs: Number(((user + system) / 1_000 / units).toFixed(4)) };
}

type Step = readonly NewEvent[];
const steps = (count: number): Step[] => Array.from({ length: count }, () => [completed(), dispatched()]);

/** Appends what was prepared, shared out among so many writers; returns their streams. */
async function write({ store }: EventStoreConnection, writers: number, prepared: readonly Step[]): Promise<string[]> {
  const streams = Array.from({ length: writers }, () => `run-${randomUUID()}`);
  await Promise.all(
    streams.map(async (stream, w) => {
      let head = start;
      for (let i = w; i < prepared.length; i += writers) {
        const outcome = await store.append(stream, head, prepared[i] ?? []);
        if (outcome.kind !== 'appended') throw new Error('a conflict without a second writer');
        head = outcome.head;
      }
    }),
  );
  return streams;
}

async function latencies({ store }: EventStoreConnection, appends: number): Promise<number> {
  const stream = `run-${randomUUID()}`;
  let head = start;
  const all: number[] = [];
  for (let i = 0; i < appends; i++) {
    const from = performance.now();
    const outcome = await store.append(stream, head, [completed(), dispatched()]);
    if (outcome.kind !== 'appended') throw new Error('a conflict without a second writer');
    head = outcome.head;
    all.push(performance.now() - from);
  }
  all.sort((a, b) => a - b);
  return Number((all[Math.floor(all.length / 2)] ?? NaN).toFixed(3));
}

async function startNode(folder: string) {
  const main = fileURLToPath(new URL('../src/embedded/event-store/main.js', import.meta.url));
  const child = spawn(process.execPath, [main, '--data', folder], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line]: unknown[] = await once(child.stdout, 'data');
  const ready: unknown = JSON.parse(String(line));
  if (typeof ready !== 'object' || ready === null || !('port' in ready))
    throw new Error('the node did not say its port');
  return { child, url: `esdb://127.0.0.1:${String(ready.port)}?tls=false` };
}

async function benchPath(url: string, ownAppend: boolean) {
  const connection = connect({ url, ownAppend, writer, log: { info: () => undefined, warn: console.warn } });
  await write(connection, WRITERS, steps(APPENDS / 4));
  const prepared = steps(APPENDS);
  let streams: string[] = [];
  const appends = await measure(APPENDS, async () => {
    streams = await write(connection, WRITERS, prepared);
  });
  const p50Ms = await latencies(connection, 1_000);
  const reads = await measure(2 * APPENDS, async () => {
    for (const stream of streams) for await (const _ of connection.store.read(stream));
  });
  const stop = new AbortController();
  let fed = 0;
  let feed = { perSecond: 0, cpuMs: 0 };
  const total = 2 * APPENDS;
  feed = await measure(total, () =>
    connection.feed.follow({
      name: 'bench',
      from: undefined,
      prefixes: ['run-'],
      signal: stop.signal,
      handle: async ({ items }) => {
        fed += items.length;
        if (fed >= total) stop.abort();
      },
    }),
  );
  await connection.dispose();
  return { appendsPerSecond: appends.perSecond, cpuMsPerAppend: appends.cpuMs, p50Ms, read: reads, feed };
}

async function main(): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'append-bench-'));
  const external = process.env['EVENTSTORE_URL'];
  const node = external === undefined ? await startNode(folder) : undefined;
  const url = external ?? node?.url ?? '';
  try {
    const pairs = steps(20_000);
    const sealing = await measure(pairs.length, () => {
      for (const pair of pairs) seal('run-1', start, pair);
    });
    const raw = pairs
      .flatMap((pair) => seal('run-1', start, pair).events)
      .map((event, revision) => ({ ...event, stream: 'run-1', revision, position: BigInt(revision) }));
    const decoding = await measure(raw.length, () => {
      for (const event of raw) if (decode(event).kind !== 'event') throw new Error('an event does not parse');
    });
    const own = await benchPath(url, true);
    const client = await benchPath(url, false);
    console.table({
      own: { ...own, read: own.read.cpuMs, feed: own.feed.cpuMs },
      client: { ...client, read: '', feed: '' },
    });
    console.log(
      JSON.stringify({
        bench: 'append',
        writers: WRITERS,
        appends: APPENDS,
        sealMs: sealing.cpuMs,
        decodeMs: decoding.cpuMs,
        own,
        client,
      }),
    );
  } finally {
    node?.child.kill('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
