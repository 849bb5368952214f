import { randomUUID } from 'node:crypto';
import type { AgentPool } from './commands/agent-pool.js';
import { Commands } from './commands/commands.js';
import { uuidV5 } from './commands/hashing.js';
import { runStream, workflowStream } from './domain/catalog.js';
import { derived } from './domain/kernel/ids.js';
import { priceTable } from './domain/pricing/price-table.js';
import { WorkflowDefinition } from './domain/workflow/definition.js';
import { encodeAppend } from './eventstore/append-codec.js';
import { memoryStore } from './eventstore/memory.js';
import { parseFrame } from './gateway/frames.js';
import { MemoryKeyStore } from './keystore/memory-key-store.js';
import { StepResults, type Task } from './gateway/protocol.js';
import { rehearse } from './projections/batch/rehearsal.js';
import { MAIN_GROUP } from './projections/main-group.js';

const step = (id: string, before: readonly string[]) => ({
  id,
  agent: 'none',
  output: { type: 'object' },
  dependsOn: before,
  inputs: Object.fromEntries(before.slice(0, 1).map((one) => ['before', `steps.${one}.output.ok`])),
});

/** One step after the other: each append holds a result and the next dispatch. */
const chain = (length: number): WorkflowDefinition =>
  WorkflowDefinition.parse({
    id: 'warm-up-chain',
    name: 'Warm-up',
    steps: Array.from({ length }, (_, i) => step(`s${i}`, i === 0 ? [] : [`s${i - 1}`])),
  });

/** Many at once: frames, appends and batches of the read models hold a hundred of them. */
const fan = (width: number): WorkflowDefinition => {
  const middle = Array.from({ length: width }, (_, i) => `p${i}`);
  return WorkflowDefinition.parse({
    id: 'warm-up-fan',
    name: 'Warm-up',
    steps: [step('first', []), ...middle.map((id) => step(id, ['first'])), step('last', middle)],
  });
};

/**
 * Runs workflows through the write side and the read models over a log in memory, before the first real one comes: the code of the hot path is compiled
 * by then, and the first steps after a start take a third of the time. Nothing of it is kept.
 */
export async function warmUp(runs = { chain: 20, fan: 10 }): Promise<void> {
  const memory = memoryStore({
    beforeAppend({ stream, expected, events }) {
      encodeAppend(randomUUID(), stream, expected, events);
      return undefined;
    },
  });
  const tasks: Task[] = [];
  const pool: AgentPool = {
    take: () => ({ agent: { id: 'none', name: 'none', bootId: 'none', gatewayId: 'none', single: false } }),
    release: () => undefined,
    dispatch: (_, task) => void tasks.push(task),
    cancel: () => undefined,
  };
  const commands = new Commands({
    ...memory,
    keys: new MemoryKeyStore(),
    clock: { now: () => Date.now() },
    log: { warn: () => undefined, error: () => undefined },
    writer: { version: 'warm-up', bootId: 'warm-up' },
    inline: true,
    pool,
    prices: priceTable([]),
    random: () => 0.5,
    warningsOf: () => [],
  });
  const over = new AbortController();
  const reads = rehearse(MAIN_GROUP, memory.feed, memory.blobs, over.signal);
  for (const [definition, times] of [
    [chain(20), runs.chain],
    [fan(100), runs.fan],
  ] as const) {
    await commands.workflows.execute(
      workflowStream(definition.id),
      { name: 'SaveVersion', payload: { definition } },
      context(),
    );
    for (let i = 0; i < times; i++) await run(definition.id);
  }
  over.abort();
  await reads;
  commands.close();
  memory.dispose();

  async function run(workflowId: string): Promise<void> {
    const started = context();
    const runId = derived.runId(uuidV5(started.commandId, 'run'));
    const trigger = { kind: 'manual', id: 'warm-up' } as const;
    await commands.runs.execute(
      runStream(runId),
      { name: 'StartRun', payload: { runId, workflowId, input: {}, trigger } },
      started,
    );
    while (tasks.length > 0) {
      const frame = parseFrame(StepResults, resultsOf(tasks.splice(0)));
      if (!frame.ok) throw new TypeError(frame.message);
      await Promise.all(
        frame.message.results.map(({ leaseId, resultId, summary, usage }) =>
          commands.runs.execute(
            runStream(runId),
            {
              name: 'CompleteStep',
              payload: { leaseId: derived.leaseId(leaseId), resultId, output: { ok: true }, summary, usage },
            },
            { ...context(), actor: { kind: 'agent', id: 'none', name: 'none' } },
          ),
        ),
      );
    }
  }
}

const actor = { kind: 'operator', id: 'warm-up', name: 'warm-up' } as const;
function context() {
  const commandId = randomUUID();
  return { commandId, causationId: commandId, actor };
}

/** What an agent would send, after its way over the wire. */
function resultsOf(tasks: readonly Task[]): unknown {
  const results = tasks.map(({ runId, leaseId, step: { stepKey } }) => ({
    runId,
    leaseId,
    resultId: randomUUID(),
    output: { ok: true, step: stepKey },
  }));
  return JSON.parse(JSON.stringify({ results }));
}
