import { call } from '../api/client.js';
import { usdOf } from '../models/money.js';

/** A new run of the same version with the same input, budget and priority. @returns its id */
export async function startAgain(runId: string): Promise<string> {
  const { workflowId, version, input, budget, priority } = await call('getRunInput', {
    params: { runId },
    query: { payloads: 'inline' },
  });
  const started = await call('startRun', {
    body: {
      workflowId,
      version,
      input: input.value,
      priority,
      ...(budget.nanoUsd === null ? {} : { budget: { usd: usdOf(budget.nanoUsd) } }),
    },
  });
  return started.runId;
}
