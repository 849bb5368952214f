import type { Plan } from '../workflow/plan.js';
import { askOf, shortBudget } from './budget.js';
import { heldBy } from './evolve.js';
import { HOLD_MS } from './lifecycle.js';
import { isReady, stepKeyOf } from './readiness.js';
import { isEnded, type Run, type RunState } from './state.js';

/** Nothing waits without a name. `until` is in milliseconds since the epoch. */
export type Wait =
  | { readonly kind: 'approval'; readonly stepKey: string; readonly approvalId: string; readonly until: number }
  | { readonly kind: 'budget'; readonly stepKey: string; readonly heldByAttempt?: number; readonly until?: number }
  | { readonly kind: 'retry'; readonly stepKey: string; readonly until: number }
  | { readonly kind: 'deadLetter'; readonly stepKey: string }
  | { readonly kind: 'paused' }
  | { readonly kind: 'halted'; readonly reason: string }
  | { readonly kind: 'slot'; readonly stepKey: string; readonly limit: number }
  | { readonly kind: 'agent'; readonly stepKey: string; readonly capability: string };

/** What an open run waits for. Empty only while steps are running and nothing else is held up. */
export function waitsOf(state: RunState, plan: Plan, now: number): Wait[] {
  if (state.status === 'none' || isEnded(state)) return [];
  const waits: Wait[] = [];
  if (state.status === 'paused') waits.push({ kind: 'paused' });
  if (state.status === 'halted') waits.push({ kind: 'halted', reason: state.halt?.reason ?? '' });
  for (const planStep of plan.steps) {
    const stepKey = stepKeyOf(planStep);
    const step = state.steps.get(stepKey);
    if (step?.status === 'awaitingApproval' && step.approvalId !== undefined) {
      waits.push({
        kind: 'approval',
        stepKey,
        approvalId: step.approvalId,
        until: state.approvals.get(step.approvalId)?.expiresAt ?? 0,
      });
    } else if (step?.status === 'awaitingBudget' && shortBudget(state, planStep, step, askOf(planStep, step))) {
      waits.push({ kind: 'budget', stepKey, ...heldFor(state) });
    } else if (step?.status === 'awaitingRetry' && (step.retryAt ?? 0) > now)
      waits.push({ kind: 'retry', stepKey, until: step.retryAt ?? 0 });
    else if (step?.status === 'deadLetter') waits.push({ kind: 'deadLetter', stepKey });
    else if (isReady(state, plan, planStep, now)) {
      if (state.running >= state.parallelism) waits.push({ kind: 'slot', stepKey, limit: state.parallelism });
      else waits.push({ kind: 'agent', stepKey, capability: planStep.capability });
    }
  }
  return waits;
}

/** Money that an attempt whose lease is gone still holds, and until when. */
function heldFor(run: Run): { heldByAttempt?: number; until?: number } {
  for (const lease of run.leases.values()) {
    if (lease.status !== 'active' && heldBy(lease).nanoUsd > 0n)
      return { heldByAttempt: lease.attempt, until: lease.deadlineAt + HOLD_MS };
  }
  return {};
}
