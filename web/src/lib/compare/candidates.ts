import type { RunSummary } from '$contract/run-views.js';
import { call } from '../api/client.js';
import { Problem } from '../api/problem.js';

/** A run that another is likely to be compared with. */
export interface Candidate {
  readonly run: RunSummary;
  readonly words: string;
  /** It came after: then the other is A. */
  readonly later: boolean;
}

/** The origin first, then replays of it, then the last good run of its workflow; each run once. */
export async function candidatesOf(runId: string, signal: AbortSignal): Promise<readonly Candidate[]> {
  const { run } = await call('getRun', { params: { runId } }, { signal });
  const [origin, replays, good] = await Promise.all([
    run.source ? call('getRun', { params: { runId: run.source.runId } }, { signal }).catch(() => undefined) : undefined,
    call('listRuns', { query: { replayOf: runId, limit: 3 } }, { signal }),
    call('listRuns', { query: { workflow: run.workflowId, status: 'completed', limit: 3 } }, { signal }),
  ]);
  return listed(runId, origin?.run, replays.items, good.items);
}

export function listed(
  runId: string,
  origin: RunSummary | undefined,
  replays: readonly RunSummary[],
  good: readonly RunSummary[],
): readonly Candidate[] {
  const seen = new Set([runId, ...(origin ? [origin.runId] : []), ...replays.map((replay) => replay.runId)]);
  const lastGood = good.find((one) => !seen.has(one.runId));
  return [
    ...(origin ? [{ run: origin, words: 'Its origin', later: false }] : []),
    ...replays.map((run) => ({ run, words: 'Its replay', later: true })),
    ...(lastGood ? [{ run: lastGood, words: 'The last good run of this workflow', later: false }] : []),
  ];
}

/** The one run whose id is, or begins or ends with, what was typed. Rejects with a problem that says what to do. */
export async function runByText(typed: string): Promise<string> {
  const text = typed.trim().toLowerCase();
  const { items } = await call('listRuns', { query: { text, limit: 50 } });
  const fitting = items.map(({ runId }) => runId).filter((id) => id.startsWith(text) || id.endsWith(text));
  const [first, second] = fitting;
  if (first !== undefined && second === undefined) return first;
  throw new Problem(
    'RUN.NOT_FOUND',
    first === undefined
      ? `No run has “${typed.trim()}” in its id.`
      : `${fitting.length} runs fit; type more of the id.`,
    404,
  );
}
