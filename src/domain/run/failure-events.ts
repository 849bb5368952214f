import type { RunEventType } from './events.js';

/** Events at which an attempt, a step, a request or the run went wrong. A budget that is short is a wait, not a failure. */
export const FAILURE_EVENTS = [
  'StepFailed',
  'StepOutputRejected',
  'StepTimedOut',
  'LeaseLost',
  'StepStopped',
  'StepDeadLettered',
  'StepAbandoned',
  'ApprovalRejected',
  'ApprovalExpired',
  'RunFailed',
] as const satisfies readonly RunEventType[];

const names: ReadonlySet<string> = new Set(FAILURE_EVENTS);
export const isFailure = (type: string): boolean => names.has(type);
