import type { ApprovalId, LeaseId, StepKey } from '../kernel/ids.js';
import type { HaltScope, RunEvent, RunEventData } from './events.js';
import type { Run } from './state.js';

/** Every lease and request that a stop takes back. `except`: a step whose own lease has just ended in the same append. */
export function takenBack(run: Run, except?: StepKey): { revoked: LeaseId[]; withdrawn: ApprovalId[] } {
  const revoked: LeaseId[] = [];
  for (const lease of run.leases.values())
    if (lease.status === 'active' && lease.stepKey !== except) revoked.push(lease.leaseId);
  const withdrawn: ApprovalId[] = [];
  for (const approval of run.approvals.values()) {
    const waiting = approval.status === 'pending' || approval.status === 'granted';
    if (waiting && approval.stepKey !== except) withdrawn.push(approval.approvalId);
  }
  return { revoked, withdrawn };
}

export function ending(
  run: Run,
  cause: Omit<RunEventData<'RunFailed'>, 'revoked' | 'withdrawn'>,
  except?: StepKey,
): RunEvent {
  return { type: 'RunFailed', data: { ...cause, ...takenBack(run, except) } };
}

export function halting(run: Run, scope: HaltScope, reason: string, except?: StepKey): RunEvent {
  return { type: 'RunHalted', data: { scope, reason, ...takenBack(run, except) } };
}

/** The run's end, when the step that completes or is skipped now is the last one. */
export function completion(run: Run, steps: number, spent: bigint, tokens: number): RunEvent[] {
  return run.done + 1 < steps
    ? []
    : [{ type: 'RunCompleted', data: { spentNanoUsd: spent.toString(), tokens, steps } }];
}
