import { canonicalize, type Json } from '../domain/kernel/json.js';
import type { Run } from '../domain/run/state.js';
import { waitsOf } from '../domain/run/waits.js';
import type { Plan } from '../domain/workflow/plan.js';
import type { RunState } from './contract/run-state.js';
import type { Run as RunView } from './contract/run-views.js';
import { waitView } from './run-state-view.js';
import { jsonOf } from './run-views.js';

type Differences = NonNullable<RunState['agrees']>['differences'];

/** Where the rows of a run do not say what its state says, both after the same event. Empty: they agree. */
export function disagreements(shown: RunState, state: Run, plan: Plan, rows: RunView): Differences {
  const { run } = rows;
  // Rows have no clock: they say what the state says before any retry is due, and why beside it.
  const waits = waitsOf(state, plan, 0).map(waitView);
  return [
    ...compared('run', runOf(shown, waits), runOf({ ...run, counts: run.steps }, run.waits)),
    ...stepsCompared(shown, rows),
  ];
}

function stepsCompared({ steps }: RunState, rows: RunView): Differences {
  const byKey = new Map(rows.steps.map((step) => [step.stepKey, step]));
  const known = new Set(steps.map(({ stepKey }) => stepKey));
  return [
    ...steps.flatMap((step) => {
      const row = byKey.get(step.stepKey);
      return compared(`steps.${step.stepKey}`, stepOf(step), row ? stepOf(row) : {});
    }),
    ...rows.steps
      .filter(({ stepKey }) => !known.has(stepKey))
      .flatMap((row) => compared(`steps.${row.stepKey}`, {}, stepOf(row))),
  ];
}

type Side = Pick<RunState, 'status' | 'endedAt' | 'deadlineAt' | 'limit' | 'spent' | 'reserved' | 'counts'>;
const runOf = ({ status, endedAt, deadlineAt, limit, spent, reserved, counts }: Side, waits: RunState['waits']) => ({
  status,
  endedAt,
  deadlineAt,
  limit,
  spent,
  reserved,
  counts,
  waits: waits.map(({ reason: _, revision: __, ...wait }) => wait),
});

type StepSide = Pick<
  RunState['steps'][number],
  | 'status'
  | 'attempt'
  | 'agentId'
  | 'retryAt'
  | 'approvalId'
  | 'spent'
  | 'reserved'
  | 'limit'
  | 'summary'
  | 'outputRevision'
  | 'startedAt'
>;
const stepOf = (step: StepSide) => ({
  status: step.status,
  attempt: step.attempt,
  agentId: step.agentId,
  approvalId: step.approvalId,
  spent: step.spent,
  reserved: step.reserved,
  limit: step.limit,
  summary: step.summary,
  outputRevision: step.outputRevision,
  startedAt: step.startedAt,
  ...(step.status === 'awaitingRetry' ? { retryAt: step.retryAt } : {}),
});

function compared(where: string, state: object, readModel: object): Differences {
  const other = new Map(Object.entries(readModel));
  const names = new Set([...Object.keys(state), ...other.keys()]);
  const own = new Map(Object.entries(state));
  return [...names].flatMap((name) => {
    const a: Json = jsonOf(own.get(name) ?? null);
    const b: Json = jsonOf(other.get(name) ?? null);
    return canonicalize(a) === canonicalize(b) ? [] : [{ path: `${where}.${name}`, state: a, readModel: b }];
  });
}
