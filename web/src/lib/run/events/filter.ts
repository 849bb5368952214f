import type { CallOf } from '$contract/endpoints.js';

/** What the events of a run are filtered by, as it stands in the address. */
export interface EventFilter {
  readonly type?: string;
  readonly step?: string;
  readonly actor?: string;
  readonly failures?: boolean;
}

/** `only=step` narrows to the selected step; the selection alone does not. */
export function eventFilterOf(params: URLSearchParams): EventFilter {
  const type = params.get('type');
  const actor = params.get('actor');
  const step = params.get('only') === 'step' ? params.get('step') : null;
  return {
    ...(type ? { type } : {}),
    ...(step ? { step } : {}),
    ...(actor ? { actor } : {}),
    ...(params.get('failures') === '1' ? { failures: true } : {}),
  };
}
export const isFiltered = (filter: EventFilter): boolean => Object.keys(filter).length > 0;

export function filterQuery(filter: EventFilter): Partial<CallOf<'listRunEvents'>['query']> {
  return {
    ...(filter.type ? { type: filter.type } : {}),
    ...(filter.step ? { step: filter.step } : {}),
    ...(filter.actor ? { actor: filter.actor } : {}),
    ...(filter.failures ? { failures: 'true' } : {}),
  };
}

/** Types that people look for, in the order of a run's life. */
export const eventTypes: readonly string[] = [
  'StepDispatched',
  'StepCompleted',
  'StepCarriedOver',
  'StepFailed',
  'StepOutputRejected',
  'StepTimedOut',
  'LeaseLost',
  'StepRetryScheduled',
  'StepDeadLettered',
  'StepSkipped',
  'StepRedriven',
  'ApprovalRequested',
  'ApprovalGranted',
  'ApprovalRejected',
  'ApprovalExpired',
  'ApprovalWithdrawn',
  'UsageCharged',
  'BudgetExceeded',
  'RunBudgetChanged',
  'SideEffectRecorded',
  'LateResultRecorded',
  'RunHalted',
  'RunResumed',
];
