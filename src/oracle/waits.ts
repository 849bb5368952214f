import type { ApprovalRules } from './approval-rules.js';
import type { AttemptRules } from './attempt-rules.js';
import { limitOf, type MoneyRules } from './money-rules.js';

export interface OpenRun {
  readonly status: 'running' | 'paused' | 'halted';
  readonly attempts: AttemptRules;
  readonly approvals: ApprovalRules;
  readonly money: MoneyRules;
  /** Kept results of a replay that are still to come. */
  readonly toCarry: number;
  /** Deadline of the run, in milliseconds. */
  readonly deadlineAt: number | undefined;
  /** When its last event was written. */
  readonly lastAt: number;
}

/** After it is due, something may take so long, in ms; what takes longer is stuck. */
const GRACE_MS = 60_000;

export interface Waits {
  /** What the run waits for, each name once. */
  readonly names: readonly string[];
  /** Why it is stuck; undefined when it is not. */
  readonly stuck: string | undefined;
}

/**
 * What an open run waits for at the end of the log. With `now`, in milliseconds, what should have happened long ago is found too:
 * a deadline that nobody looked at is no wait.
 */
export function waitsOf(run: OpenRun, now: number | undefined): Waits {
  const { attempts, approvals, status } = run;
  const names = new Set<string>();
  const overdue = now === undefined ? [] : overdueOf(run, now - GRACE_MS);
  if (status !== 'running') names.add(status);
  if (attempts.active > 0) names.add('running');
  for (const { status: standing } of approvals.open) if (standing === 'pending') names.add('approval');
  if (run.toCarry > 0 && status === 'running') names.add('carryOver');
  for (const stepKey of attempts.definition?.keys() ?? []) {
    const wait = stepWait(run, stepKey, now);
    if (wait !== undefined) names.add(wait);
  }
  const [late] = overdue;
  if (late !== undefined)
    return { names: [...names], stuck: `expected ${late.what} by ${instant(late.at)}, found nothing` };
  // Without its definition nobody can tell which steps are ready.
  if (names.size === 0 && attempts.definition !== undefined)
    return {
      names: [],
      stuck: 'expected the run to have ended or to wait for something, found nothing that it waits for',
    };
  return { names: [...names], stuck: undefined };
}

/** What a step that is not running waits for by itself. */
function stepWait(run: OpenRun, stepKey: string, now: number | undefined): string | undefined {
  const { attempts, money, status } = run;
  const step = attempts.step(stepKey);
  if (step.deadLetter) return 'deadLetter';
  if (step.done || step.running || isAsking(run, stepKey)) return undefined;
  if (step.retryAt > (now ?? run.lastAt)) return 'retry';
  if (step.asked !== undefined && money.isShort(stepKey, wanted(step.asked))) return 'budget';
  return status === 'running' && run.toCarry === 0 && attempts.isFree(stepKey) ? 'agent' : undefined;
}

const wanted = (asked: { readonly nanoUsd: string; readonly tokens: number }) => {
  const { nanoUsd, tokens } = limitOf(asked);
  return { nanoUsd: nanoUsd ?? 0n, tokens: tokens ?? 0 };
};

const isAsking = ({ approvals }: OpenRun, stepKey: string): boolean => {
  for (const request of approvals.open) if (request.stepKey === stepKey && request.status === 'pending') return true;
  return false;
};

/** What a timer or the scheduler should have done before `before`, the oldest first. */
function overdueOf(run: OpenRun, before: number): { readonly what: string; readonly at: number }[] {
  const { attempts, approvals, status } = run;
  const due: { what: string; at: number }[] = [];
  for (const { active, stepKey, attempt, deadlineAt } of attempts.leases.values())
    if (active) due.push({ what: `an outcome of attempt ${attempt} of ${stepKey}`, at: deadlineAt });
  for (const { status: standing, approvalId, expiresAt } of approvals.open)
    if (standing === 'pending') due.push({ what: `a decision on request ${approvalId}`, at: expiresAt });
  if (run.deadlineAt !== undefined) due.push({ what: 'the end of the run', at: run.deadlineAt });
  if (status === 'running') {
    if (run.toCarry > 0) due.push({ what: `${run.toCarry} more kept results`, at: run.lastAt });
    else
      for (const stepKey of attempts.definition?.keys() ?? [])
        if (asksNext(run, stepKey))
          due.push({
            what: `a request for approval of ${stepKey}`,
            at: Math.max(run.lastAt, attempts.step(stepKey).retryAt),
          });
  }
  return due.filter(({ at }) => at < before).sort((a, b) => a.at - b.at);
}

/** A gated step that could go asks for approval; that takes no agent. */
function asksNext(run: OpenRun, stepKey: string): boolean {
  const { attempts, approvals, money } = run;
  const step = attempts.step(stepKey);
  if (attempts.defined(stepKey)?.gated !== true || step.done || step.running || step.deadLetter) return false;
  for (const request of approvals.open) if (request.stepKey === stepKey) return false;
  if (step.asked !== undefined && money.isShort(stepKey, wanted(step.asked))) return false;
  return attempts.isFree(stepKey);
}

const instant = (at: number): string => new Date(at).toISOString();
