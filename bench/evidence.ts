/**
 * npm run bench -- evidence: an evidence bundle of a long run, from a log that is made as it is read: how fast it is made and sent, and by how
 * much memory grows; and a checkpoint of many streams. EVENTS of the longest run (default 1,000,000), STREAMS of the checkpoint (default 100,000).
 */
import { createHash, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { spawnSync } from 'node:child_process';
import { Commands } from '../src/commands/commands.js';
import { priceTable } from '../src/domain/pricing/price-table.js';
import { runStream } from '../src/domain/catalog.js';
import { GENESIS } from '../src/domain/kernel/envelope.js';
import type { Json } from '../src/domain/kernel/json.js';
import { CommandId } from '../src/domain/kernel/ids.js';
import type { Head, LogReader, NewEvent, StoredEvent } from '../src/domain/kernel/ports.js';
import { Bundles } from '../src/evidence/bundles.js';
import { Checkpoints } from '../src/evidence/checkpoints.js';
import { seal } from '../src/eventstore/chain.js';
import { memoryStore } from '../src/eventstore/memory.js';
import { MemoryKeyStore } from '../src/keystore/memory-key-store.js';

const EVENTS = Number(process.env['EVENTS'] ?? 1_000_000);
const STREAMS = Number(process.env['STREAMS'] ?? 100_000);
/** As many as a run has at most. */
const STEPS = 10_000;
const HASH = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const RUN = '7c9e6679-7425-50de-944b-e07fc1f90ae7';
const AT = '2026-11-24T14:32:07.000Z';
const writer = { version: '0.1.0', bootId: '00000000-0000-4000-8000-000000000001' };
const agent = { id: 'agent-one', name: 'Agent one', bootId: writer.bootId, gatewayId: writer.bootId, single: false };
const actor = { kind: 'agent', id: 'agent-one', name: 'Agent one', onBehalfOf: 'ann' } as const;
const definition = { $blob: { sha256: HASH, size: 1, mediaType: 'application/json' } };

/** The n-th event of a run of pairs of dispatch and completion; the same every time it is asked for. */
function event(n: number): NewEvent {
  const id = `${n.toString(16).padStart(8, '0')}-0000-5000-8000-000000000000`;
  const number = (n + 1) >> 1;
  const step = { stepKey: `s[${number % STEPS}]`, stepId: 's', iteration: number % STEPS };
  const attempt = { step, attempt: 1 + Math.floor(number / STEPS), leaseId: id };
  const metadata = {
    v: 1,
    commandId: CommandId.parse(id),
    index: 0,
    correlationId: RUN,
    causationId: id,
    actor,
    at: AT,
    writer,
  };
  if (n === 0)
    return {
      id,
      type: 'RunStarted',
      metadata,
      data: {
        runId: RUN,
        rootRunId: RUN,
        workflow: { id: 'bench', name: 'Bench', version: 1, definition, hash: HASH },
        input: {},
        inputHash: HASH,
        trigger: { kind: 'manual', id: 'ann' },
        operatorId: 'ann',
        operatorName: 'Ann',
        priority: 50,
        budget: {},
        limits: { parallelism: 10 },
        controlRevision: -1,
        policies: { version: 1, onDeadLetter: 'wait', onReject: 'fail', onBudget: 'pause', overrides: [] },
      },
    };
  if (n % 2 === 1)
    return {
      id,
      type: 'StepDispatched',
      metadata,
      data: {
        ...attempt,
        taskId: id,
        agent,
        capability: 'noop',
        tier: 'read',
        inputs: { text: 'p'.repeat(120) },
        inputsHash: HASH,
        from: [],
        constraints: { outputSchema: { hash: HASH } },
        parentSummary: '',
        deadlineAt: AT,
        heartbeatMs: 5_000,
        reservations: [],
        controlRevision: -1,
        why: { policyVersion: 1, estimate: { nanoUsd: '0', tokens: 0 } },
      },
    };
  return {
    id,
    type: 'StepCompleted',
    metadata,
    data: {
      ...attempt,
      resultId: id,
      charges: [],
      settles: [],
      output: { ok: true },
      outputHash: HASH,
      summary: `step ${n} is done`,
      verdict: { schemaHash: HASH, valid: true },
    },
  };
}

/** Megabytes of this process. */
const resident = (): number => process.memoryUsage.rss() / 2 ** 20;
const START: Head = { revision: -1, hash: GENESIS };
const parsed = (text: string): Json => {
  const value: Json = JSON.parse(text);
  return value;
};
/** The run's events as a store gives them, made anew at each reading: the log itself takes no memory. */
async function* theRun(events: number): AsyncGenerator<StoredEvent> {
  let head = START;
  for (let n = 0; n < events; n++) {
    const sealed = seal(runStream(RUN), head, [event(n)]);
    head = sealed.head;
    const [raw] = sealed.events;
    if (!raw) throw new Error('nothing was sealed');
    const { id, type, data, metadata } = raw;
    yield {
      stream: runStream(RUN),
      revision: n,
      id,
      type,
      position: BigInt(n),
      data: parsed(data),
      metadata: parsed(metadata),
    };
    // As a read from a store does.
    if (n % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The log in memory, with the long run before everything in it. */
function logOf(events: number, memory: LogReader): LogReader {
  return {
    end: () => memory.end(),
    async *readAll(options) {
      if (options.after === undefined) yield* theRun(events);
      const shifted =
        options.after === undefined || options.after < BigInt(events) ? undefined : options.after - BigInt(events);
      const { after: _, ...rest } = options;
      for await (const one of memory.readAll({ ...rest, ...(shifted === undefined ? {} : { after: shifted }) }))
        yield { ...one, position: one.position + BigInt(events) };
    },
    readStream: (stream, options) => (stream === runStream(RUN) ? theRun(events) : memory.readStream(stream, options)),
  };
}

function setUp(events: number) {
  const memory = memoryStore();
  const keys = new MemoryKeyStore();
  const clock = { now: () => Date.now() };
  const commands = new Commands({
    ...memory,
    keys,
    clock,
    log: { warn: console.warn, error: console.error },
    writer,
    inline: true,
    pool: { take: () => undefined, release: () => undefined, dispatch: () => undefined, cancel: () => undefined },
    prices: priceTable([]),
    random: Math.random,
    warningsOf: () => [],
  });
  const log = events === 0 ? memory.reader : logOf(events, memory.reader);
  const blobs = { put: memory.blobs.put.bind(memory.blobs), get: memory.blobs.get.bind(memory.blobs) };
  const checkpoints = new Checkpoints({
    commands,
    store: memory.store,
    blobs,
    log,
    keys,
    clock,
    ids: { random: randomUUID },
  });
  return {
    memory,
    commands,
    checkpoints,
    bundles: new Bundles({
      checkpoints,
      log,
      blobs,
      clock,
      isPruned: () => Promise.resolve(false),
      erasedKeys: () => Promise.resolve(new Set<string>()),
    }),
  };
}

async function bundleOf(events: number): Promise<Record<string, unknown>> {
  const { commands, memory, checkpoints, bundles } = setUp(events);
  await checkpoints.sign();
  globalThis.gc?.();
  const before = resident();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, resident())), 50);
  const began = performance.now();
  const cpu = process.cpuUsage();
  const bundle = await bundles.make({
    id: randomUUID(),
    by: { kind: 'operator', id: 'ann', name: 'Ann' },
    filter: { run: RUN },
    streams: [runStream(RUN)],
    signal: new AbortController().signal,
  });
  const made = performance.now();
  const file = path.join(os.tmpdir(), `mission-control-bench-${process.pid}.tar`);
  const hash = createHash('sha256');
  await pipeline(
    bundle.bytes(),
    async function* (pieces) {
      for await (const piece of pieces) {
        hash.update(piece);
        yield piece;
      }
    },
    createWriteStream(file),
  );
  const sent = performance.now();
  const { user, system } = process.cpuUsage(cpu);
  clearInterval(watch);
  const verifier = path.resolve('verify', 'mission-control-verify.mjs');
  const verdict: unknown = JSON.parse(
    spawnSync(process.execPath, [verifier, file, '--json'], { encoding: 'utf8' }).stdout,
  );
  await rm(file);
  commands.close();
  memory.dispose();
  return {
    events,
    megabytes: Math.round(bundle.size / 1e6),
    makeSeconds: Number(((made - began) / 1e3).toFixed(2)),
    sendSeconds: Number(((sent - made) / 1e3).toFixed(2)),
    cpuSeconds: Number(((user + system) / 1e6).toFixed(2)),
    eventsPerSecond: Math.round(events / ((sent - began) / 1e3)),
    rssGrowthMb: Math.round(most - before),
    verdict: typeof verdict === 'object' && verdict !== null && 'verdict' in verdict ? verdict.verdict : null,
  };
}

/** A log of many streams that was never signed; then one more event. */
async function checkpointOf(streams: number): Promise<Record<string, unknown>> {
  const { memory, commands, checkpoints } = setUp(0);
  for (let n = 0; n < streams; n++) {
    const stream = `agent-${n}`;
    memory.raw.put(stream, seal(stream, START, [event(2)]).events);
  }
  const began = performance.now();
  await checkpoints.sign();
  const first = performance.now();
  memory.raw.put('agent-late', seal('agent-late', START, [event(2)]).events);
  const again = performance.now();
  const { size } = await checkpoints.sign();
  const next = performance.now() - again;
  commands.close();
  memory.dispose();
  return { leaves: size, firstSeconds: Number(((first - began) / 1e3).toFixed(2)), nextMs: Number(next.toFixed(1)) };
}

const results = [await bundleOf(10_000), await bundleOf(EVENTS)];
for (const result of results) console.log(result);
const checkpoint = await checkpointOf(STREAMS);
console.log(checkpoint);
console.log(JSON.stringify({ scenario: 'evidence', node: process.versions.node, bundles: results, checkpoint }));
