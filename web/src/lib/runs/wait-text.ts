import type { RunSummary, Wait } from '$contract/run-views.js';

type Shown = Pick<RunSummary, 'status' | 'waits' | 'current' | 'steps' | 'reason'>;

/** The same beside the word of its status, which says already that it waits: `write-report`, `never-works and 2 more`. */
export function waitDetail(run: Shown): string {
  const wait = run.status === 'running' ? mostUrgent(run.waits) : undefined;
  // `Waiting for an agent` stands before it.
  if (wait?.kind === 'agent' && !run.current) return `that offers ${wait.capability ?? 'its capability'}`;
  if (!wait || !['approval', 'deadLetter', 'budget', 'retry'].includes(wait.kind)) return waitText(run);
  if (wait.kind === 'retry' && run.current) return waitText(run);
  const more = run.waits.filter(({ kind }) => kind === wait.kind).length - 1;
  return `${wait.stepKey ?? ''}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What goes on in a run, or what it waits for, in a few words. Times are shown by the page, so none is here. */
export function waitText(run: Shown): string {
  if (run.status === 'halted' || run.status === 'cancelled' || run.status === 'paused' || run.status === 'failed')
    return run.reason ?? '';
  if (run.status === 'completed') return run.steps.skipped > 0 ? `${count(run.steps.skipped, 'step')} skipped` : '';
  const wait = mostUrgent(run.waits);
  if (wait && ['approval', 'deadLetter', 'budget'].includes(wait.kind)) return waitWords(wait);
  if (run.current) {
    const { name, percent, message } = run.current;
    const doing = message ?? (percent === null ? undefined : `${Math.round(percent)} %`);
    if (run.steps.running > 1) return `${count(run.steps.running, 'step')} at once`;
    return doing ? `${name}, ${doing}` : name;
  }
  return wait ? waitWords(wait) : '';
}

const ORDER: readonly Wait['kind'][] = [
  'approval',
  'deadLetter',
  'budget',
  'halted',
  'paused',
  'retry',
  'agent',
  'slot',
];
/** The one that a person should see first. */
export const mostUrgent = (waits: readonly Wait[]): Wait | undefined =>
  waits.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))[0];

/** `write-report waits for approval`. */
export function waitWords(wait: Wait): string {
  const step = wait.stepKey ?? (wait.steps === undefined ? '' : count(wait.steps, 'step'));
  switch (wait.kind) {
    case 'approval':
      return `${step} waits for approval`;
    case 'budget':
      return wait.heldByAttempt === undefined
        ? `${step} waits for budget`
        : `${step} waits for the money that attempt ${wait.heldByAttempt} holds`;
    case 'retry':
      return `${step} is tried again`;
    case 'deadLetter':
      return `${step} is a dead letter`;
    case 'paused':
      return 'paused';
    case 'halted':
      return 'halted';
    case 'agent':
      return `${step} waits for an agent that offers ${wait.capability ?? 'its capability'}`;
    case 'slot':
      return `${step} in line: ${wait.limit ?? 'all'} at once is the limit`;
    default:
      return wait.kind satisfies never;
  }
}

export const count = (number: number, one: string, more = `${one}s`): string =>
  `${number.toLocaleString('en-US')} ${number === 1 ? one : more}`;
