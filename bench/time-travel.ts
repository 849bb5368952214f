/**
 * npm run bench -- time-travel: any position of one long run, over the embedded event store node through the real client.
 * The run is made by the real write side: 1,000 steps with attempts that fail, usage and progress, EVENTS events or a few more (default 10,000).
 * cold: a history that has kept nothing, so that it begins at a snapshot; warm: one that has been looked through before. `state`: the state alone;
 * `answer`: with what GET /api/runs/:runId/state says of it, as JSON text. Positions are random, LOOKS of each kind (default 300 warm, 60 cold).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runStateView } from '../src/api/run-state-view.js';
import type { AgentPool } from '../src/commands/agent-pool.js';
import { Commands } from '../src/commands/commands.js';
import { uuidV5 } from '../src/commands/hashing.js';
import { runFolding } from '../src/commands/run/run-folding.js';
import { LoggedRunHistory } from '../src/commands/run/run-history.js';
import { runStream, workflowStream } from '../src/domain/catalog.js';
import { derived, LeaseId } from '../src/domain/kernel/ids.js';
import type { RunRequest } from '../src/domain/run/commands.js';
import { priceTable } from '../src/domain/pricing/price-table.js';
import { WorkflowDefinition } from '../src/domain/workflow/definition.js';
import { connect } from '../src/eventstore/connect.js';
import type { Task } from '../src/gateway/protocol.js';
import { MemoryKeyStore } from '../src/keystore/memory-key-store.js';

const EVENTS = Number(process.env['EVENTS'] ?? 10_000);
const LOOKS = Number(process.env['LOOKS'] ?? 300);
const STEPS = 1_000;
const LANES = 50;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const writer = { version: 'bench', bootId: 'bench' };
let seed = 42;
const random = (): number => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
const quantile = (values: readonly number[], p: number): number =>
  Number(
    ([...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(p * values.length))] ?? NaN).toFixed(2),
  );

async function node(folder: string) {
  const main = fileURLToPath(new URL('../src/embedded/event-store/main.js', import.meta.url));
  const child = spawn(process.execPath, [main, '--data', folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [chunk]: unknown[] = await once(child.stdout, 'data');
  const ready: unknown = JSON.parse(String(chunk));
  if (typeof ready !== 'object' || ready === null || !('port' in ready)) throw new Error('the node gave no port');
  return { child, url: `esdb://127.0.0.1:${String(ready.port)}?tls=false` };
}

const definition = WorkflowDefinition.parse({
  id: 'long',
  name: 'Long',
  limits: { parallelism: LANES },
  steps: Array.from({ length: STEPS }, (_, i) => ({
    id: `step-${i}`,
    agent: 'work',
    output: { type: 'object' },
    timeout: '24h',
    retry: { attempts: 3, initial: '1s' },
    ...(i < LANES ? {} : { dependsOn: [`step-${i - LANES}`] }),
  })),
});

/** Drives a run until it has ended; gives its id. */
async function makeRun(connection: ReturnType<typeof connect>): Promise<string> {
  const clock = { ms: Date.now(), now: () => clock.ms };
  const tasks: Task[] = [];
  const pool: AgentPool = {
    take: () => ({ agent: { id: 'agent', name: 'Agent', bootId: 'b', gatewayId: 'g', single: false } }),
    release: () => undefined,
    dispatch: (_, task) => void tasks.push(task),
    cancel: () => undefined,
  };
  const commands = new Commands({
    ...connection,
    keys: new MemoryKeyStore(),
    clock,
    log: silent,
    writer,
    inline: true,
    pool,
    prices: priceTable([]),
    random: () => 0.5,
    warningsOf: () => [],
  });
  await commands.start();
  let sent = 0;
  const context = (kind: 'operator' | 'agent') => {
    const commandId = uuidV5('6d1f0d5e-5a0b-5c3e-9f7a-3b1c2d4e5f60', 'bench', String(++sent));
    return { commandId: derived.commandId(commandId), causationId: commandId, actor: { kind, id: kind, name: kind } };
  };
  await commands.workflows.execute(
    workflowStream(definition.id),
    { name: 'SaveVersion', payload: { definition } },
    context('operator'),
  );
  const runId = derived.runId(context('operator').commandId);
  const give = (request: RunRequest) => commands.runs.execute(runStream(runId), request, context('agent'));
  await give({
    name: 'StartRun',
    payload: { runId, workflowId: definition.id, input: {}, trigger: { kind: 'manual', id: 'bench' } },
  });
  // Of each attempt: a dispatch, some progress, a result. The rest of the events is progress.
  const progress = Math.max(0, Math.round(EVENTS / STEPS - 2.6));
  for (let task = tasks.shift(); task; task = tasks.shift() ?? (await retried())) {
    const leaseId = LeaseId.parse(task.leaseId);
    for (let i = 1; i <= progress; i++) {
      clock.ms += 6_000;
      await give({ name: 'ReportProgress', payload: { leaseId, percent: i, message: `part ${i} of ${progress}` } });
    }
    const resultId = `${leaseId}-result`;
    const fails = task.attempt === 1 && Number(task.step.stepId.split('-')[1]) % 5 === 0;
    const error = { class: 'internal', code: 'BROKEN', message: 'the host did not answer', retryable: true };
    await (fails
      ? give({ name: 'FailStep', payload: { leaseId, resultId, error, usage: [] } })
      : give({
          name: 'CompleteStep',
          payload: { leaseId, resultId, output: { words: 'a b c d '.repeat(20) }, summary: 'done', usage: [] },
        }));
  }
  commands.close();
  return runId;

  async function retried(): Promise<Task | undefined> {
    clock.ms += 60_000;
    await commands.runs.nudge(runStream(runId));
    return tasks.shift();
  }
}

async function measure(look: (revision: number) => Promise<unknown>, revisions: readonly number[]): Promise<number[]> {
  const times: number[] = [];
  for (const revision of revisions) {
    const started = performance.now();
    await look(revision);
    times.push(performance.now() - started);
  }
  return times;
}

const folder = await mkdtemp(path.join(process.env['WORKDIR'] ?? os.tmpdir(), 'time-travel-'));
const { child, url } = await node(folder);
const connection = connect({ url, log: silent, writer, appendTimeoutMs: 1_500, ownAppend: true });
try {
  const started = performance.now();
  const runId = await makeRun(connection);
  console.log(`a run was made in ${((performance.now() - started) / 1_000).toFixed(1)} s`);
  const { definitions } = new Commands({
    ...connection,
    keys: new MemoryKeyStore(),
    clock: { now: () => Date.now() },
    log: silent,
    writer,
    inline: true,
    pool: { take: () => undefined, release: () => undefined, dispatch: () => undefined, cancel: () => undefined },
    prices: priceTable([]),
    random: () => 0.5,
    warningsOf: () => [],
  });
  const history = () => new LoggedRunHistory(runFolding, { ...connection, definitions, log: silent });
  const answer = async (from: LoggedRunHistory, revision: number): Promise<string> => {
    const at = await from.stateAt(runId, revision);
    return JSON.stringify(runStateView(at, await from.planOf(at.state), { agrees: null, difference: null }));
  };
  const { last } = await history().stateAt(runId);
  const positions = (count: number): number[] => Array.from({ length: count }, () => Math.floor(random() * (last + 1)));
  await measure((revision) => history().stateAt(runId, revision), positions(5));
  const kept = history();
  // The first look at each part; what they keep makes the next ones warm.
  await measure(
    (revision) => kept.stateAt(runId, revision),
    Array.from({ length: 100 }, (_, i) => Math.floor((last * i) / 99)),
  );
  const cold = positions(Math.ceil(LOOKS / 5));
  const measured = {
    stateWarm: await measure((revision) => kept.stateAt(runId, revision), positions(LOOKS)),
    answerWarm: await measure((revision) => answer(kept, revision), positions(LOOKS)),
    stateCold: await measure((revision) => history().stateAt(runId, revision), cold),
    answerCold: await measure((revision) => answer(history(), revision), cold),
    next: await measure(
      (revision) => answer(kept, revision),
      Array.from({ length: LOOKS }, (_, i) => Math.floor(last / 2) + i),
    ),
  };
  const figures: Record<string, number> = { events: last + 1, steps: STEPS };
  for (const [name, times] of Object.entries(measured)) {
    figures[`${name}P50`] = quantile(times, 0.5);
    figures[`${name}P95`] = quantile(times, 0.95);
  }
  figures['answerKb'] = Math.round((await answer(kept, last)).length / 1_024);
  figures['rssMb'] = Math.round(process.memoryUsage.rss() / 1_048_576);
  for (const [key, value] of Object.entries(figures)) console.log(`${key.padEnd(24)} ${value}`);
  console.log(JSON.stringify({ scenario: 'time-travel', node: process.version, ...figures, load1: os.loadavg()[0] }));
} finally {
  await connection.dispose();
  child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);
