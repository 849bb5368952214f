import type { RunRequest } from '../run/commands.js';
import { settleDueAt } from '../run/lifecycle.js';
import { isEnded, type RunState } from '../run/state.js';

/**
 * Timers follow from the state: when something of a run is due next, and what it is. A timer is only "look at this run";
 * `decide` looks again, so one that comes late or twice does nothing.
 */
export function nextDue(state: RunState): number | undefined {
  let next = Infinity;
  const at = (time: number | undefined): void => {
    if (time !== undefined && time < next) next = time;
  };
  if (state.status === 'none') return undefined;
  for (const lease of state.leases.values()) at(lease.status === 'active' ? lease.deadlineAt : settleDueAt(lease));
  if (!isEnded(state)) {
    at(state.deadlineAt);
    for (const approval of state.approvals.values()) if (approval.status === 'pending') at(approval.expiresAt);
    if (state.status === 'running')
      for (const step of state.steps.values()) if (step.status === 'awaitingRetry') at(step.retryAt);
  }
  return next === Infinity ? undefined : next;
}

/** What is due at `now`. A retry is not among it: a step whose time has come is simply ready. */
export function dueCommands(state: RunState, now: number): RunRequest[] {
  if (state.status === 'none') return [];
  const due: RunRequest[] = [];
  if (!isEnded(state) && state.deadlineAt !== undefined && state.deadlineAt <= now)
    due.push({ name: 'FailOnDeadline', payload: {} });
  for (const lease of state.leases.values()) {
    const { leaseId } = lease;
    if (lease.status === 'active') {
      if (lease.deadlineAt <= now) due.push({ name: 'TimeOutAttempt', payload: { leaseId } });
    } else {
      const settleAt = settleDueAt(lease);
      if (settleAt !== undefined && settleAt <= now) due.push({ name: 'SettleReservation', payload: { leaseId } });
    }
  }
  if (!isEnded(state)) {
    for (const { approvalId, status, expiresAt } of state.approvals.values())
      if (status === 'pending' && expiresAt <= now)
        due.push({ name: 'ExpireApproval', payload: { approvalId, expiresAt } });
  }
  return due;
}
