import type { Amount, Cap, Run, StepState } from './state.js';

/** What can differ. Money is `spent`, `reserved`, `limit` (nano-dollars as decimal strings); `retryAt`, `expiresAt`, `endedAt` are ISO 8601. */
export const STATE_FIELDS = [
  'status',
  'attempt',
  'agent',
  'spent',
  'reserved',
  'limit',
  'tokens',
  'summary',
  'output',
  'error',
  'retryAt',
  'expiresAt',
  'endedAt',
  'votes',
  'halt',
  'stepsDone',
] as const;
export type StateField = (typeof STATE_FIELDS)[number];

/** One field that is not the same at two events of a run. `null`: there was none. */
export interface StateChange {
  readonly about: 'run' | 'step' | 'approval';
  /** The step; of an approval, the step that it is asked for; null for the run. */
  readonly stepKey: string | null;
  readonly approvalId: string | null;
  readonly field: StateField;
  readonly before: string | number | null;
  readonly after: string | number | null;
}

type Fields = readonly (readonly [StateField, string | number | null])[];

/** What became of a run between two of its events: the run's own fields, then its steps and requests in the order in which they came up. */
export function stateDifference(before: Run, after: Run): StateChange[] {
  const changes = changed(fieldsOfRun(before), fieldsOfRun(after), { about: 'run', stepKey: null, approvalId: null });
  for (const stepKey of union(before.steps, after.steps))
    changes.push(
      ...changed(fieldsOfStep(before, before.steps.get(stepKey)), fieldsOfStep(after, after.steps.get(stepKey)), {
        about: 'step',
        stepKey,
        approvalId: null,
      }),
    );
  for (const id of union(before.approvals, after.approvals)) {
    const one = after.approvals.get(id) ?? before.approvals.get(id);
    const about = { about: 'approval', stepKey: one?.stepKey ?? null, approvalId: id } as const;
    changes.push(...changed(fieldsOfApproval(before, id), fieldsOfApproval(after, id), about));
  }
  return changes;
}

const union = <Key>(a: ReadonlyMap<Key, unknown>, b: ReadonlyMap<Key, unknown>): Set<Key> =>
  new Set([...a.keys(), ...b.keys()]);

/** Both sides have the same fields in the same order. */
const changed = (
  before: Fields,
  after: Fields,
  about: Pick<StateChange, 'about' | 'stepKey' | 'approvalId'>,
): StateChange[] =>
  after.flatMap(([field, value], i) => {
    const was = before[i]?.[1] ?? null;
    return was === value ? [] : [{ ...about, field, before: was, after: value }];
  });

const fieldsOfRun = ({ status, budget, halt, endedAt, done }: Run): Fields => [
  ['status', status],
  ['stepsDone', done],
  ['halt', halt?.reason ?? null],
  ['endedAt', instant(endedAt)],
  ...money(budget.spent, budget.reserved, budget.limit),
];

/** A step without an event is pending, like one whose attempt has ended. */
const fieldsOfStep = (run: Run, step: StepState | undefined): Fields => [
  ['status', step?.status ?? 'pending'],
  ['attempt', step?.attempt ?? 0],
  ['agent', (step?.leaseId && run.leases.get(step.leaseId)?.agent.name) ?? null],
  ['summary', step?.summary ?? null],
  ['output', step?.outputHash ?? null],
  ['error', step?.lastCause?.message ?? null],
  ['retryAt', instant(step?.retryAt)],
  ...money(step?.spent, step?.reserved, step?.limit),
];

function fieldsOfApproval(run: Run, id: Parameters<Run['approvals']['get']>[0]): Fields {
  const approval = run.approvals.get(id);
  return [
    ['status', approval?.status ?? null],
    ['votes', approval?.votes.size ?? 0],
    ['expiresAt', instant(approval?.expiresAt)],
  ];
}

const money = (spent: Amount | undefined, reserved: Amount | undefined, limit: Cap | undefined): Fields => [
  ['spent', String(spent?.nanoUsd ?? 0n)],
  ['tokens', spent?.tokens ?? 0],
  ['reserved', String(reserved?.nanoUsd ?? 0n)],
  ['limit', limit?.nanoUsd === undefined ? null : String(limit.nanoUsd)],
];

const instant = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());
