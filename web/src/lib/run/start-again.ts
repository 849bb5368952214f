import { call } from '../api/client.js';
import { budgetOf, budgetTexts } from './budget-change.js';

/**
 * A new run of the same version with the same input, budget and priority.
 * @param idempotencyKey the same one starts no second run
 * @returns its id
 */
export async function startAgain(runId: string, idempotencyKey: string): Promise<string> {
  const { workflowId, version, input, budget, priority } = await call('getRunInput', {
    params: { runId },
    query: { payloads: 'inline' },
  });
  // All of it: what is left out of a budget has no limit.
  const limits = budgetOf(budgetTexts(budget));
  const started = await call(
    'startRun',
    {
      body: { workflowId, version, input: input.value, priority, ...(limits === undefined ? {} : { budget: limits }) },
    },
    { idempotencyKey },
  );
  return started.runId;
}
