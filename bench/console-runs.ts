import { agent, type Agent } from '@mission-control/agent';
import type { Product } from './product.js';

/** Side effects of one step: with its dispatch and its result a step makes 100 events. */
const EFFECTS = 98;
const AT_ONCE = 100;

/** An agent whose steps record side effects, and one whose steps take a while: every event comes as in any other run. */
export async function busyAgent(product: Product): Promise<Agent> {
  const { token } = await product.post('/api/agents/busy/tokens', { name: 'busy' });
  const busy = agent({
    url: product.url,
    token: String(token),
    name: 'busy',
    maxConcurrent: 1_000,
    capabilities: {
      effects: async (task, ctx) => {
        for (let i = 0; i < EFFECTS; i++)
          await ctx.sideEffect({
            kind: 'http',
            target: `item-${i}`,
            receipt: { status: 200, step: task.step.stepKey },
          });
        return { ok: true };
      },
      pause: async (task) => {
        await new Promise((resolve) => setTimeout(resolve, Number(task.inputs['ms'])));
        return { ok: true };
      },
    },
  });
  await busy.started;
  return busy;
}

/** A completed run of about that many events. @returns its id, and the number of its events */
export async function runOfEvents(product: Product, events: number): Promise<{ runId: string; events: number }> {
  const steps = Math.round(events / (EFFECTS + 2));
  const id = `events-${events}`;
  await product.post('/api/workflows', {
    definition: {
      id,
      name: `A run of ${events} events`,
      limits: { parallelism: AT_ONCE },
      steps: Array.from({ length: steps }, (_, i) => ({
        id: `step-${i}`,
        agent: 'effects',
        timeout: '1h',
        output: { type: 'object' },
        // Rows of ten: a graph with a shape.
        ...(i < 10 ? {} : { dependsOn: [`step-${i - 10}`] }),
      })),
    },
  });
  const { runId, position } = await product.post('/api/runs', { workflowId: id, input: {} });
  return { runId: String(runId), events: await ended(product, String(runId), String(position)) };
}

/** Waits until the read models say that a run has ended; its last revision + 1. */
async function ended(product: Product, runId: string, position: string): Promise<number> {
  for (;;) {
    const { run } = await product.get(`/api/runs/${runId}?atLeast=${position}`);
    const { status, revision } = Object(run);
    if (status === 'completed') return Number(revision) + 1;
    if (status !== 'running') throw new Error(`The run of many events is ${String(status)}.`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
