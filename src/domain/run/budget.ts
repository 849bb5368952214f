import type { Limit, PlanStep } from '../workflow/plan.js';
import type { Reservation, RunEventData } from './events.js';
import type { Amount, Cap, Run, StepState } from './state.js';

const NOTHING: Amount = { nanoUsd: 0n, tokens: 0 };

/** What an attempt sets aside: its estimate, else what is left of the step's budget (all of it when nothing is: then it is short), else nothing. */
export function askOf(plan: PlanStep, step: StepState | undefined): Amount {
  const { spent, reserved } = step ?? { spent: NOTHING, reserved: NOTHING };
  return asked(plan.estimate, { limit: step?.limit ?? plan.budget, spent, reserved });
}

/** The same, of a step's estimate and account. */
export function asked(
  estimate: Amount,
  { limit, spent, reserved }: Pick<ScopeAccount, 'limit' | 'spent' | 'reserved'>,
): Amount {
  const nanoUsd = limit.nanoUsd ?? 0n;
  const tokens = limit.tokens ?? 0;
  const left = nanoUsd - spent.nanoUsd - reserved.nanoUsd;
  const leftTokens = tokens - spent.tokens - reserved.tokens;
  return {
    nanoUsd: estimate.nanoUsd > 0n ? estimate.nanoUsd : left > 0n ? left : nanoUsd,
    tokens: estimate.tokens > 0 ? estimate.tokens : leftTokens > 0 ? leftTokens : tokens,
  };
}

export interface ScopeAccount {
  readonly scope: 'run' | 'step';
  readonly id: string;
  readonly limit: Cap | Limit;
  readonly spent: Amount;
  readonly reserved: Amount;
}

/** Every budget that applies to a step, narrow to wide. */
export function accountsOf(run: Run, plan: PlanStep, step: StepState | undefined): readonly ScopeAccount[] {
  return [
    {
      scope: 'step',
      id: step?.stepKey ?? plan.id,
      limit: step?.limit ?? plan.budget,
      spent: step?.spent ?? NOTHING,
      reserved: (MUTANT.budgetCheckedEarlier ? undefined : step?.reserved) ?? NOTHING,
    },
    {
      scope: 'run',
      id: run.runId,
      limit: run.budget.limit,
      spent: run.budget.spent,
      reserved: MUTANT.budgetCheckedEarlier ? NOTHING : run.budget.reserved,
    },
  ];
}

/** By how much a budget would be exceeded when `ask` were set aside in it; undefined when there is room. */
export function shortBy(account: Pick<ScopeAccount, 'limit' | 'spent' | 'reserved'>, ask: Amount): Amount | undefined {
  const { limit, spent, reserved } = account;
  const nanoUsd = limit.nanoUsd === undefined ? 0n : spent.nanoUsd + reserved.nanoUsd + ask.nanoUsd - limit.nanoUsd;
  const tokens = limit.tokens === undefined ? 0 : spent.tokens + reserved.tokens + ask.tokens - limit.tokens;
  return nanoUsd > 0n || tokens > 0 ? { nanoUsd: nanoUsd > 0n ? nanoUsd : 0n, tokens: Math.max(0, tokens) } : undefined;
}

/** The first budget that is short, narrow to wide. */
export function shortBudget(
  run: Run,
  plan: PlanStep,
  step: StepState | undefined,
  ask: Amount,
): { account: ScopeAccount; by: Amount } | undefined {
  for (const account of accountsOf(run, plan, step)) {
    const by = shortBy(account, ask);
    if (by) return { account, by };
  }
  return undefined;
}

/** What is left for an attempt that has used up its reservation: the least of all budgets that apply. undefined: no limit. */
export function roomLeft(run: Run, plan: PlanStep, step: StepState | undefined): Limit {
  let nanoUsd: bigint | undefined;
  let tokens: number | undefined;
  for (const { limit, spent, reserved } of accountsOf(run, plan, step)) {
    if (limit.nanoUsd !== undefined) {
      const left = limit.nanoUsd - spent.nanoUsd - reserved.nanoUsd;
      nanoUsd = nanoUsd === undefined || left < nanoUsd ? left : nanoUsd;
    }
    if (limit.tokens !== undefined) {
      const left = limit.tokens - spent.tokens - reserved.tokens;
      tokens = tokens === undefined || left < tokens ? left : tokens;
    }
  }
  return { nanoUsd, tokens };
}

export const amountJson = (amount: Amount): { nanoUsd: string; tokens: number } => ({
  nanoUsd: amount.nanoUsd.toString(),
  tokens: amount.tokens,
});
export const capJson = (cap: Cap | Limit): RunEventData<'RunBudgetChanged'>['before'] => ({
  ...(cap.nanoUsd === undefined ? {} : { nanoUsd: cap.nanoUsd.toString() }),
  ...(cap.tokens === undefined ? {} : { tokens: cap.tokens }),
});

/** The same amount in every scope, so that each of them can be checked and settled by itself. */
export function reservationsFor(run: Run, stepKey: string, ask: Amount): Reservation[] {
  if (ask.nanoUsd === 0n && ask.tokens === 0) return [];
  return [
    { scope: 'step', id: stepKey, ...amountJson(ask) },
    { scope: 'run', id: run.runId, ...amountJson(ask) },
  ];
}
