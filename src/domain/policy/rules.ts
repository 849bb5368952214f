import { nanoFromUsd } from '../kernel/money.js';
import { ownValue } from '../run/run-plan.js';
import { durationMs, type Budget, type RiskTier } from '../workflow/definition.js';
import type { Limit, Plan, PlanStep } from '../workflow/plan.js';
import type { Policies } from './policies.js';

/** What is tried over a run. Undefined: as the run had it. Times in milliseconds. */
export interface Rules {
  readonly run: Limit | undefined;
  readonly workflowDay: Limit | undefined;
  readonly everythingDay: Limit | undefined;
  readonly deadlineMs: number | undefined;
  step(stepId: string): Limit | undefined;
  /** Attempts in all, and classes that are not tried again beside those of the run. */
  retry(stepId: string): { readonly attempts: number; readonly never: readonly string[] } | undefined;
  timeoutMs(stepId: string): number | undefined;
  /** Whether it asks before each attempt. */
  asks(stepId: string, tier: RiskTier): boolean | undefined;
}

/** Rules as a file gives them; of what it says in part, the rest is the run's own. */
export function rulesOfPolicies({ budgets, retry, timeouts, approvals }: Policies, own: Plan): Rules {
  return {
    run: limitOf(budgets?.run),
    workflowDay: limitOf(budgets?.workflowDay),
    everythingDay: limitOf(budgets?.everythingDay),
    deadlineMs: timeouts?.run === undefined ? undefined : durationMs(timeouts.run),
    step: (id) => limitOf(ownValue(budgets?.steps ?? {}, id) ?? budgets?.step),
    retry: (id) => {
      const given = ownValue(retry?.steps ?? {}, id);
      const attempts = given?.attempts ?? retry?.attempts;
      const never = given?.never ?? retry?.never;
      if (attempts === undefined && never === undefined) return undefined;
      const had = own.byId.get(id)?.retry;
      return { attempts: attempts ?? had?.attempts ?? 1, never: never ?? had?.never ?? [] };
    },
    timeoutMs: (id) => {
      const given = ownValue(timeouts?.steps ?? {}, id) ?? timeouts?.attempt;
      return given === undefined ? undefined : durationMs(given);
    },
    asks: (id, tier) => {
      if (tier === 'irreversible' || tier === 'financial') return true;
      const given = ownValue(approvals?.steps ?? {}, id) ?? approvals?.[tier];
      return given === undefined ? undefined : given === 'ask';
    },
  };
}

/** The rules of a version of the run's workflow; of a step that it does not have, the run's own. */
export function rulesOfPlan(plan: Plan): Rules {
  const of = <T>(id: string, read: (step: PlanStep) => T): T | undefined => {
    const step = plan.byId.get(id);
    return step && read(step);
  };
  return {
    run: limited(plan.budget),
    workflowDay: undefined,
    everythingDay: undefined,
    deadlineMs: plan.deadlineMs,
    step: (id) => of(id, ({ budget }) => limited(budget)),
    retry: (id) => of(id, ({ retry }) => retry),
    timeoutMs: (id) => of(id, ({ timeoutMs }) => timeoutMs),
    asks: (id) => of(id, ({ approval }) => approval.required),
  };
}

const limitOf = (budget: Budget | undefined): Limit | undefined =>
  budget && { nanoUsd: budget.usd === undefined ? undefined : nanoFromUsd(budget.usd), tokens: budget.tokens };
const limited = (limit: Limit): Limit | undefined =>
  limit.nanoUsd === undefined && limit.tokens === undefined ? undefined : limit;
