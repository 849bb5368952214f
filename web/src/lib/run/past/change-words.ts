import type { StateChange } from '$contract/run-state.js';
import type { StepStatus } from '$contract/run-views.js';
import { money } from '../../models/money.js';
import { stepLook } from '../../models/status.js';
import { instantMs, type Zone } from '../../models/time.js';

/** What became of one thing, as people read it. */
export interface ChangeGroup {
  /** A step's key, `The run`, or an approval. */
  readonly title: string;
  readonly changes: readonly { readonly name: string; readonly before: string; readonly after: string }[];
}

const names: Readonly<Record<StateChange['field'], string>> = {
  status: 'status',
  attempt: 'attempt',
  agent: 'held by',
  spent: 'spent',
  reserved: 'reserved',
  limit: 'limit',
  tokens: 'tokens',
  summary: 'concluded',
  output: 'output',
  error: 'error',
  retryAt: 'retry at',
  expiresAt: 'until',
  endedAt: 'ended',
  votes: 'votes',
  halt: 'halted for',
  stepsDone: 'steps done',
};

/** Changes by what they are about, in their order. */
export function changeGroups(changes: readonly StateChange[], zone: Zone): readonly ChangeGroup[] {
  const groups = new Map<string, ChangeGroup['changes'][number][]>();
  for (const change of changes) {
    const title =
      change.about === 'run'
        ? 'The run'
        : change.about === 'step'
          ? (change.stepKey ?? '')
          : `Approval of ${change.stepKey ?? ''}`;
    const line = {
      name: names[change.field],
      before: wordsOf(change, change.before, zone),
      after: wordsOf(change, change.after, zone),
    };
    groups.set(title, [...(groups.get(title) ?? []), line]);
  }
  return [...groups].map(([title, lines]) => ({ title, changes: lines }));
}

function wordsOf({ about, field }: StateChange, value: StateChange['before'], zone: Zone): string {
  if (value === null) return 'none';
  if (typeof value === 'number') return value.toLocaleString('en-US');
  switch (field) {
    case 'spent':
    case 'reserved':
    case 'limit':
      return money(value);
    case 'retryAt':
    case 'expiresAt':
    case 'endedAt':
      return instantMs(value, zone);
    case 'output':
      return value.slice(0, 12);
    case 'status':
      return about === 'step' ? stepWord(value) : value;
    default:
      return value;
  }
}

const stepStatuses: readonly StepStatus[] = [
  'pending',
  'awaitingApproval',
  'approved',
  'awaitingBudget',
  'running',
  'awaitingRetry',
  'deadLetter',
  'completed',
  'skipped',
  'abandoned',
];
function stepWord(status: string): string {
  const known = stepStatuses.find((one) => one === status);
  return known ? stepLook(known).word : status;
}
