import { randomUUID } from 'node:crypto';
import type { AgentPool } from './commands/agent-pool.js';
import { Commands } from './commands/commands.js';
import { uuidV5 } from './commands/hashing.js';
import { runStream, workflowStream } from './domain/catalog.js';
import { derived } from './domain/kernel/ids.js';
import { priceTable } from './domain/pricing/price-table.js';
import { WorkflowDefinition } from './domain/workflow/definition.js';
import { memoryStore } from './eventstore/memory.js';
import { StepResults, type Task } from './gateway/protocol.js';

const STEPS = 20;
const DEFINITION = WorkflowDefinition.parse({
  id: 'warm-up',
  name: 'Warm-up',
  steps: Array.from({ length: STEPS }, (_, i) => ({
    id: `s${i}`,
    agent: 'none',
    output: { type: 'object' },
    ...(i === 0 ? {} : { dependsOn: [`s${i - 1}`], inputs: { before: `steps.s${i - 1}.output.ok` } }),
  })),
});

/**
 * Runs a workflow through the write side over a log in memory, before the first real one comes: the code of the hot path is compiled by then, and the
 * first steps after a start take half the time. Nothing of it is kept. Settles after `runs` runs; about a millisecond a step at first, a tenth later.
 */
export async function warmUp(runs = 40): Promise<void> {
  const memory = memoryStore();
  const tasks: Task[] = [];
  const pool: AgentPool = {
    take: () => ({ agent: { id: 'none', name: 'none', bootId: 'none', gatewayId: 'none', single: false } }),
    release: () => undefined,
    dispatch: (_, task) => void tasks.push(task),
    cancel: () => undefined,
  };
  const commands = new Commands({
    ...memory,
    clock: { now: () => Date.now() },
    log: { warn: () => undefined, error: () => undefined },
    writer: { version: 'warm-up', bootId: 'warm-up' },
    inline: true,
    pool,
    prices: priceTable([]),
    random: () => 0.5,
    warningsOf: () => [],
  });
  const actor = { kind: 'operator', id: 'warm-up', name: 'warm-up' } as const;
  const context = () => {
    const commandId = randomUUID();
    return { commandId, causationId: commandId, actor };
  };
  await commands.workflows.execute(
    workflowStream(DEFINITION.id),
    { name: 'SaveVersion', payload: { definition: DEFINITION } },
    context(),
  );
  for (let run = 0; run < runs; run++) {
    const started = context();
    const runId = derived.runId(uuidV5(started.commandId, 'run'));
    const payload = {
      runId,
      workflowId: DEFINITION.id,
      input: {},
      trigger: { kind: 'manual', id: 'warm-up' },
    } as const;
    await commands.runs.execute(runStream(runId), { name: 'StartRun', payload }, started);
    for (let task = tasks.shift(); task; task = tasks.shift()) {
      const frame: unknown = JSON.parse(
        JSON.stringify({
          results: [
            { runId, leaseId: task.leaseId, resultId: randomUUID(), output: { ok: true, step: task.step.stepKey } },
          ],
        }),
      );
      const { results } = StepResults.parse(frame);
      for (const { resultId, summary, usage } of results) {
        await commands.runs.execute(
          runStream(runId),
          {
            name: 'CompleteStep',
            payload: { leaseId: derived.leaseId(task.leaseId), resultId, output: { ok: true }, summary, usage },
          },
          { ...context(), actor: { kind: 'agent', id: 'none', name: 'none' } },
        );
      }
    }
  }
  commands.close();
  memory.dispose();
}
