/**
 * npm run bench -- export: an export of a whole log in every format, from the embedded node over HTTP: its rate, and by how much the server's memory grows: all that is resident, and what is alive.
 * EVENTS in the log (default 1,000,000), FORMATS that are wanted (`csv,parquet`; default: all, and what can be asked of NDJSON), FLAGS for the server's V8. The server has read what was appended before anything is measured; it fills no read models, which an export does not need.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { CommandId } from '../src/domain/kernel/ids.js';
import { GENESIS } from '../src/domain/kernel/envelope.js';
import type { NewEvent } from '../src/domain/kernel/ports.js';
import { connect } from '../src/eventstore/connect.js';
import { V8_FLAGS } from '../src/start/child-process.js';
import { startPostgres } from '../src/embedded/postgres/start-postgres.js';
import { cpuOfTree, peakMemoryMb, residentMb } from './processes.js';

const EVENTS = Number(process.env['EVENTS'] ?? 1_000_000);
const FORMATS = (process.env['FORMATS'] ?? 'ndjson,json,csv,parquet').split(',');
/** Of a run: its start, and steps that are dispatched and completed. */
const PER_RUN = 21;
const WRITERS = 32;
const TEXT = 'p'.repeat(120);
const HASH = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const writer = { version: '0.1.0', bootId: randomUUID() };
const agent = { id: 'agent-one', name: 'Agent one', bootId: randomUUID(), gatewayId: randomUUID(), single: false };
const silent = { info: () => undefined, warn: console.warn };

function made(type: string, runId: string, data: object): NewEvent {
  const commandId = CommandId.parse(randomUUID());
  return {
    id: randomUUID(),
    type,
    data,
    metadata: {
      v: 1,
      commandId,
      index: 0,
      command: { name: 'CompleteStep', facts: { now: 1_795_521_600_000, random: [0.25] } },
      correlationId: runId,
      causationId: commandId,
      actor: { kind: 'agent', id: 'agent-one', name: 'Agent one', authId: 'token-1', onBehalfOf: 'ann' },
      at: '2026-11-24T14:32:07.000Z',
      writer,
    },
  };
}

function runEvents(number: number): { readonly stream: string; readonly events: readonly NewEvent[] } {
  const runId = randomUUID();
  const workflow = { id: `workflow-${number % 10}`, name: 'Workflow', version: 1 };
  const events = [made('RunStarted', runId, { runId, workflow, input: { text: TEXT } })];
  while (events.length < PER_RUN) {
    const attempt = { step: { stepKey: `s${events.length}`, stepId: 'parse' }, attempt: 1, leaseId: randomUUID() };
    events.push(
      made('StepDispatched', runId, { ...attempt, agent, inputs: { text: TEXT, ref: TEXT }, inputsHash: HASH }),
      made('StepCompleted', runId, {
        ...attempt,
        charges: [{ model: 'demo/rules-1', nanoUsd: '5000' }],
        output: { ok: true, text: TEXT, note: TEXT },
        outputHash: HASH,
        summary: TEXT,
      }),
    );
  }
  return { stream: `run-${runId}`, events };
}

async function fill(url: string): Promise<void> {
  const { store, dispose } = connect({ url, writer, log: silent });
  const runs = Math.ceil(EVENTS / PER_RUN);
  let next = 0;
  const write = async (): Promise<void> => {
    while (next < runs) {
      const { stream, events } = runEvents(next++);
      await store.append(stream, { revision: -1, hash: GENESIS }, events);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  await dispose();
}

/** Until the server has read what was appended. */
async function calm(): Promise<void> {
  for (let before = -1; ;) {
    const used = cpuOfTree(server.pid);
    if (used - before < 0.1) return;
    before = used;
    await sleep(1_000);
  }
}

interface Asked {
  readonly id: string;
  readonly bytes: number;
  readonly sha256: string;
}
const server = { url: '', key: '', pid: 0 };
const Live = z.object({ live: z.number() });

async function get(query: string, encoding = 'identity'): Promise<Response> {
  const headers = { authorization: `Bearer ${server.key}`, 'accept-encoding': encoding };
  const response = await fetch(`${server.url}/api/compliance/export?${query}`, { headers });
  if (!response.ok || !response.body) throw new Error(`${query}: ${response.status} ${await response.text()}`);
  return response;
}

async function exported(query: string, encoding?: string): Promise<Asked> {
  const response = await get(query, encoding);
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { id: response.headers.get('x-export-id') ?? '', bytes, sha256: hash.digest('hex') };
}

/** The same in two parts: cut after so many bytes, and gone on with after the last whole line. */
async function cutAndResumed(id: string, cutAfter: number): Promise<string> {
  const first = await get(`cursor=${id}`);
  const hash = createHash('sha256');
  let rest = Buffer.alloc(0);
  let bytes = 0;
  let last = '';
  for await (const chunk of first.body ?? []) {
    const all = Buffer.concat([rest, chunk]);
    const end = all.lastIndexOf(0x0a) + 1;
    if (end > 0) {
      const start = end === 1 ? 0 : all.lastIndexOf(0x0a, end - 2) + 1;
      last = /"position":"(\d+)"/.exec(all.toString('utf8', start, start + 64))?.[1] ?? last;
    }
    hash.update(all.subarray(0, end));
    rest = all.subarray(end);
    bytes += chunk.length;
    if (bytes > cutAfter) break;
  }
  const second = await get(`cursor=${id}.${last}`);
  for await (const chunk of second.body ?? []) hash.update(chunk);
  return hash.digest('hex');
}

/** MiB that are alive in the server after a full collection. */
async function liveMb(api: ChildProcess): Promise<number> {
  const answered = once(api, 'message');
  api.send('live?');
  const [message]: unknown[] = await answered;
  return Live.parse(message).live;
}

/** By how much more is alive in the middle of an export than before it, at most, in MiB. The export is cut after 100 MB. */
async function liveGrowth(api: ChildProcess, format: string): Promise<number> {
  const before = await liveMb(api);
  const response = await get(`format=${format}`);
  let most = 0;
  let bytes = 0;
  let looked = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes - looked < 10e6) continue;
    looked = bytes;
    most = Math.max(most, (await liveMb(api)) - before);
    if (bytes > 100e6) break;
  }
  return Number(most.toFixed(1));
}

/** Growth of the server's resident memory over what it was before, at its peak, in MiB. */
async function measured<T>(events: number, work: () => Promise<T>) {
  // The peak is counted from here on. Linux only.
  writeFileSync(`/proc/${server.pid}/clear_refs`, '5');
  const before = residentMb(server.pid) ?? 0;
  const from = performance.now();
  const result = await work();
  const seconds = (performance.now() - from) / 1_000;
  const grownMb = (peakMemoryMb(server.pid) ?? 0) - before;
  return { result, seconds: Number(seconds.toFixed(1)), eventsPerSecond: Math.round(events / seconds), grownMb };
}

async function main(): Promise<void> {
  const folder = await mkdtemp(path.join(process.env['WORKDIR'] ?? os.tmpdir(), 'mission-control-bench-'));
  const built = (file: string): string => fileURLToPath(new URL(`../${file}`, import.meta.url));
  const node = fork(built('src/embedded/event-store/main.js'), ['--data', folder, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [line]: unknown[] = await once(node.stdout ?? node, 'data');
  const { port } = JSON.parse(String(line));
  const store = `esdb://127.0.0.1:${port}?tls=false`;
  const postgres = await startPostgres({ dataDir: path.join(folder, 'postgres'), log: () => undefined });
  const api = fork(built('src/main.js'), [], {
    env: {
      ...process.env,
      DATABASE_URL: postgres.url,
      EVENTSTORE_URL: store,
      MC_HTTP_PORT: '0',
      MC_DATA_DIR: folder,
      MC_PROJECTIONS: 'off',
      MC_CHECKPOINT_MINUTES: '1440',
      MC_LOG_LEVEL: 'silent',
    },
    // As the launcher starts it.
    execArgv: [
      ...V8_FLAGS,
      ...(process.env['FLAGS']?.split(' ') ?? []),
      ...['--expose-gc', '--import', built('bench/live-memory.js')],
    ],
  });
  try {
    const [ready]: unknown[] = await once(api, 'message');
    const { key } = JSON.parse(await readFile(path.join(folder, 'cli.json'), 'utf8'));
    Object.assign(server, ready, { key, pid: api.pid });
    const started = performance.now();
    await fill(store);
    const events = Math.ceil(EVENTS / PER_RUN) * PER_RUN;
    console.log(`${events} events in ${Math.round((performance.now() - started) / 1_000)} s`);
    // Every export is followed by a checkpoint: the first one of a log takes long, and would be measured with what comes next.
    const headers = { authorization: `Bearer ${server.key}` };
    const signed = await fetch(`${server.url}/api/compliance/checkpoints`, { method: 'POST', headers });
    if (!signed.ok) throw new Error(`no checkpoint: ${signed.status} ${await signed.text()}`);
    await calm();
    // Code is compiled, and the pool of memory is there, before anything is measured.
    await exported('workflow=workflow-1&format=csv');
    const figures: Record<string, unknown> = { events };
    let ndjson: Asked | undefined;
    for (const format of FORMATS) {
      const { result, ...rest } = await measured(events, () => exported(`format=${format}`));
      const liveGrownMb = await liveGrowth(api, format);
      if (format === 'ndjson') ndjson = result;
      figures[format] = { megabytes: Math.round(result.bytes / 1e6), ...rest, liveGrownMb };
      console.log(format, JSON.stringify(figures[format]));
    }
    if (ndjson) {
      const gzip = await measured(events, () => exported('compress=gzip'));
      const megabytes = Math.round(gzip.result.bytes / 1e6);
      figures['gzip'] = { megabytes, seconds: gzip.seconds, grownMb: gzip.grownMb };
      const one = await measured(events, () => exported('agent=agent-one&workflow=workflow-3'));
      figures['byAgentAndWorkflow'] = { seconds: one.seconds, grownMb: one.grownMb };
      const whole = ndjson.sha256;
      figures['resumedIsUncut'] = (await cutAndResumed(ndjson.id, ndjson.bytes * 0.4)) === whole;
    }
    for (const [key, value] of Object.entries(figures)) console.log(`${key.padEnd(20)} ${JSON.stringify(value)}`);
    console.log(JSON.stringify({ bench: 'export', node: process.version, load1: os.loadavg()[0], ...figures }));
  } finally {
    for (const child of [api, node]) {
      child.kill();
      await once(child, 'exit');
    }
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
process.exit(0);
