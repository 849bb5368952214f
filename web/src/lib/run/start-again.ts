import { call } from '../api/client.js';

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

/** Dollars as the API takes them: `1.5` of 1500000000. */
export function usdOf(nanoUsd: string): string {
  const digits = nanoUsd.padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`.replace(/\.?0+$/, '');
}
