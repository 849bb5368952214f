import { formatUsd } from '../domain/kernel/money.js';
import type { Recorded } from '../domain/kernel/envelope.js';
import { jsonDifferences } from '../domain/kernel/json-difference.js';
import type { Json } from '../domain/kernel/json.js';
import type { RunEvent } from '../domain/run/events.js';
import type { PossibleRemedy, Remedy } from '../domain/run/remedies.js';
import type { GoodStep, SameFailure } from '../projections/queries.js';
import type { AttemptRow } from '../projections/rows.js';
import type { RunFailure } from './contract/run-failure.js';
import { durationOf } from './run-views.js';

type FirstCause = NonNullable<RunFailure['first']>;
type Difference = RunFailure['differences'][number];
type SchemaErrors = FirstCause['schemaErrors'];

/** What an event says went wrong. */
export function saidBy(
  event: Recorded<RunEvent> | undefined,
): Pick<FirstCause, 'class' | 'code' | 'message' | 'by' | 'schemaErrors'> & { fingerprint: string | null } {
  const words = (kind: string, code: string, message: string) => ({
    class: kind,
    code,
    message,
    by: null,
    schemaErrors: [],
    fingerprint: null,
  });
  switch (event?.type) {
    case 'StepFailed':
    case 'StepDeadLettered':
      return {
        ...words(event.data.class, event.data.code, event.data.message),
        fingerprint: event.data.fingerprint,
      };
    case 'StepOutputRejected': {
      const { errors, fingerprint } = event.data;
      const [first] = errors;
      const message = first ? `${first.path} ${first.message}`.trim() : 'the output does not fit its schema';
      return { ...words('outputRejected', 'OUTPUT.REJECTED', message), fingerprint, schemaErrors: [...errors] };
    }
    case 'StepTimedOut':
      return words('timeout', 'ATTEMPT.TIMED_OUT', `no result by ${event.data.deadlineAt}`);
    case 'LeaseLost':
      return words('leaseLost', 'LEASE.LOST', event.data.because);
    case 'StepStopped':
      return words('stopped', 'ATTEMPT.STOPPED', event.data.message);
    case 'StepAbandoned':
      return { ...words('abandoned', 'STEP.ABANDONED', event.data.reason), by: event.metadata.actor.name };
    case 'StepSkipped':
      return { ...words('skipped', 'STEP.SKIPPED', event.data.reason), by: event.metadata.actor.name };
    case 'ApprovalRejected': {
      const by = event.metadata.actor.name;
      return { ...words('rejected', 'APPROVAL.REJECTED', event.data.comment || `rejected by ${by}`), by };
    }
    case 'ApprovalExpired':
      return words('expired', 'APPROVAL.EXPIRED', 'nobody decided before the deadline');
    case 'BudgetExceeded': {
      const { scope, asked, limit } = event.data;
      const of = limit.nanoUsd === undefined ? `${limit.tokens ?? 0} tokens` : formatUsd(BigInt(limit.nanoUsd));
      const what = asked.nanoUsd === '0' ? `${asked.tokens} tokens` : formatUsd(BigInt(asked.nanoUsd));
      return words('budget', 'BUDGET.EXCEEDED', `the ${scope}'s budget of ${of} is short of the ${what} asked for`);
    }
    case 'RunFailed':
      return words(event.data.because, `RUN.${event.data.because.toUpperCase()}`, event.data.message);
    default:
      return words('unknown', 'UNKNOWN', '');
  }
}

export const failedAttemptView = (attempt: AttemptRow, schemaErrors: SchemaErrors): FirstCause['attempts'][number] => ({
  attempt: attempt.attempt,
  agentId: attempt.agentId,
  agentName: attempt.agentName,
  model: attempt.model,
  outcome: attempt.outcome,
  dispatchedAt: attempt.dispatchedAt,
  endedAt: attempt.endedAt,
  durationMs: durationOf(attempt.dispatchedAt, attempt.endedAt),
  revision: attempt.endedRevision,
  nanoUsd: attempt.spentNanoUsd,
  error: attempt.error && { ...attempt.error },
  fingerprint: attempt.fingerprint,
  schemaErrors,
});

export function goodRunView({ version, step, attempt }: GoodStep): NonNullable<RunFailure['lastGood']> {
  const startedAt = step.startedAt ?? attempt.dispatchedAt;
  const endedAt = step.endedAt ?? attempt.endedAt ?? startedAt;
  return {
    runId: step.runId,
    stepKey: step.stepKey,
    version,
    agentId: attempt.agentId,
    agentName: attempt.agentName,
    model: attempt.model,
    attempts: step.attempt,
    startedAt,
    endedAt,
    durationMs: durationOf(startedAt, endedAt) ?? 0,
    nanoUsd: step.spentNanoUsd,
    outputRevision: step.outputRevision,
  };
}

/** A step in one run; undefined payloads are not known or too large to be compared. */
export interface Compared {
  readonly version: number;
  readonly agent: string;
  readonly model: string | null;
  readonly attempts: number;
  readonly durationMs: number | null;
  readonly nanoUsd: string;
  readonly input: Json | undefined;
  readonly output: Json | undefined;
}
const MOST_DIFFERENCES = 100;

/** What is different from the last good run; what most likely made the difference first. */
export function differences(before: Compared, after: Compared, schemaErrors: SchemaErrors): Difference[] {
  const found: Difference[] = [];
  const plain = (about: Difference['about'], a: Json, b: Json, likely: boolean): void => {
    if (a !== b) found.push({ about, path: null, before: a, after: b, likely });
  };
  plain('version', before.version, after.version, true);
  plain('agent', before.agent, after.agent, true);
  plain('model', before.model, after.model, true);
  for (const about of ['output', 'input'] as const) {
    const [a, b] = [before[about], after[about]];
    if (a === undefined || b === undefined) continue;
    for (const { path, ...values } of jsonDifferences(a, b, MOST_DIFFERENCES)) {
      // An output differs with every input: only where the schema refused it, it tells something.
      const refused = about === 'output' && schemaErrors.some((error) => samePlace(error.path, path));
      if (about === 'input' || refused) found.push({ about, path, ...values, likely: refused });
    }
  }
  plain('attempts', before.attempts, after.attempts, false);
  plain('duration', before.durationMs, after.durationMs, false);
  plain('cost', before.nanoUsd, after.nanoUsd, false);
  return [...found.filter(({ likely }) => likely), ...found.filter(({ likely }) => !likely)].slice(0, MOST_DIFFERENCES);
}

/** `/coverage/line` of a schema's error and `coverage.line` of a difference; one may be above the other. */
function samePlace(pointer: string, path: string): boolean {
  const a = pointer.split('/').filter((part) => part !== '');
  const b = path
    .replace(/\[(\d+)\]/g, '.$1')
    .split('.')
    .filter((part) => part !== '');
  return a.slice(0, b.length).every((part, i) => b[i] === undefined || part === b[i]) && a.length > 0 && b.length > 0;
}

const ENDPOINT: Readonly<Record<Remedy, RunFailure['actions'][number]['endpoint']>> = {
  retry: 'retryStep',
  skip: 'skipStep',
  abandon: 'abandonStep',
  raiseBudget: 'changeRunBudget',
  resume: 'resumeRun',
  startAgain: 'startRun',
};
export const actionView = (
  { remedy, stepKey, because }: PossibleRemedy,
  about: { readonly nanoUsd: string | null; readonly likelyToFail: boolean },
): RunFailure['actions'][number] => ({
  action: remedy,
  stepKey,
  possible: because === null,
  because,
  role: 'operator',
  endpoint: ENDPOINT[remedy],
  nanoUsd: remedy === 'retry' ? about.nanoUsd : null,
  likelyToFail: remedy === 'retry' && about.likelyToFail,
});

export const elsewhereView = (same: SameFailure | undefined): RunFailure['elsewhere'] => ({
  deadLetters: same?.deadLetters ?? 0,
  runs: same?.runs ?? 0,
  since: same?.since ?? null,
  items: (same?.items ?? []).map(({ runId, workflowId, workflowName, stepKey, at }) => ({
    runId,
    workflowId,
    workflowName,
    stepKey,
    at,
  })),
});
