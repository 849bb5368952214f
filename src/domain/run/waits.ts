import type { Plan } from '../workflow/plan.js';
import { askOf, shortBudget } from './budget.js';
import { heldBy } from './evolve.js';
import { HOLD_MS } from './lifecycle.js';
import { isReady, stepKeyOf } from './readiness.js';
import { isEnded, type EndedStatus, type OpenStatus, type Run, type RunState } from './state.js';

export type WaitKind = 'approval' | 'budget' | 'retry' | 'deadLetter' | 'paused' | 'halted' | 'slot' | 'agent';

/** Nothing waits without a name. `Time`: milliseconds since the epoch in the state, ISO text in rows. */
export interface Wait<Time = number> {
  readonly kind: WaitKind;
  /** Absent when several steps are ready alike; then `steps` says how many. */
  readonly stepKey?: string;
  readonly steps?: number;
  /** When it ends by itself: an approval's expiry, a retry's instant, the settlement of money that is held. */
  readonly until?: Time;
  readonly approvalId?: string;
  /** Of a budget: the attempt whose lease is gone and which still holds a part of it. */
  readonly heldByAttempt?: number;
  readonly limit?: number;
  readonly capability?: string;
  readonly reason?: string;
}

/** A run as far as its waits follow from it: of its state, or of its rows. */
export interface WaitingRun<W> {
  readonly status: OpenStatus | EndedStatus;
  readonly reason: string | undefined;
  readonly running: number;
  readonly parallelism: number;
  /** What single steps wait for, in the order of the definition. */
  readonly held: readonly W[];
  /** Steps that could be dispatched, by capability. */
  readonly ready: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The rule: what an open run waits for. Empty only while steps are running and nothing else is held up. */
export function namedWaits<W extends Wait<unknown>>(run: WaitingRun<W>): (W | Wait<never>)[] {
  const waits: (W | Wait<never>)[] = [];
  if (run.status === 'paused' || run.status === 'halted')
    waits.push({ kind: run.status, ...(run.reason === undefined ? {} : { reason: run.reason }) });
  waits.push(...run.held);
  if (run.status !== 'running') return waits;
  const full = run.running >= run.parallelism;
  const ready = [...run.ready].filter(([, steps]) => steps.size > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  if (full && ready.length > 0)
    waits.push({ kind: 'slot', limit: run.parallelism, ...alike(ready.map(([, steps]) => steps)) });
  else for (const [capability, steps] of ready) waits.push({ kind: 'agent', capability, ...alike([steps]) });
  return waits;
}

/** The steps that wait alike: the one, or how many. There may be a thousand of them. */
function alike(groups: readonly ReadonlySet<string>[]): Pick<Wait, 'stepKey' | 'steps'> {
  const count = groups.reduce((sum, { size }) => sum + size, 0);
  const [only] = groups[0] ?? [];
  return count === 1 && only !== undefined ? { stepKey: only } : { steps: count };
}

export const waitsForPerson = (waits: readonly Wait<unknown>[]): boolean =>
  waits.some(({ kind }) => kind === 'approval' || kind === 'budget' || kind === 'deadLetter');

/** What the run waits for at `now`, by its state. */
export function waitsOf(state: RunState, plan: Plan, now: number): Wait[] {
  if (state.status === 'none' || isEnded(state)) return [];
  const held: Wait[] = [];
  const ready = new Map<string, Set<string>>();
  for (const planStep of plan.steps) {
    const stepKey = stepKeyOf(planStep);
    const step = state.steps.get(stepKey);
    if (step?.status === 'awaitingApproval' && step.approvalId !== undefined) {
      const { approvalId } = step;
      held.push({ kind: 'approval', stepKey, approvalId, until: state.approvals.get(approvalId)?.expiresAt ?? 0 });
    } else if (step?.status === 'awaitingBudget' && shortBudget(state, planStep, step, askOf(planStep, step)))
      held.push({ kind: 'budget', stepKey, ...heldFor(state) });
    else if (step?.status === 'awaitingRetry' && (step.retryAt ?? 0) > now)
      held.push({ kind: 'retry', stepKey, until: step.retryAt ?? 0 });
    else if (step?.status === 'deadLetter') held.push({ kind: 'deadLetter', stepKey });
    else if (isReady(state, plan, planStep, now)) addReady(ready, planStep.capability, stepKey);
  }
  const { status, running, parallelism } = state;
  return namedWaits({ status, reason: state.halt?.reason, running, parallelism, held, ready });
}

export function addReady(ready: Map<string, Set<string>>, capability: string, stepKey: string): void {
  const known = ready.get(capability);
  if (known) known.add(stepKey);
  else ready.set(capability, new Set([stepKey]));
}

/** Money that an attempt whose lease is gone still holds, and until when. */
function heldFor(run: Run): { heldByAttempt?: number; until?: number } {
  for (const lease of run.leases.values()) {
    if (lease.status !== 'active' && heldBy(lease).nanoUsd > 0n)
      return { heldByAttempt: lease.attempt, until: lease.deadlineAt + HOLD_MS };
  }
  return {};
}
