import type { RunSummary } from '$contract/run-views.js';
import { share } from '../models/money.js';

type Budgeted = Pick<RunSummary, 'limit' | 'spent' | 'reserved' | 'waits'>;

/** Part of its limit that is spent or set aside, money or tokens, whichever is more; 0 without a limit. */
export function used({ limit, spent, reserved }: Budgeted): number {
  const money = limit.nanoUsd === null ? 0 : share(BigInt(spent.nanoUsd) + BigInt(reserved.nanoUsd), limit.nanoUsd);
  const tokens = limit.tokens === null || limit.tokens === 0 ? 0 : (spent.tokens + reserved.tokens) / limit.tokens;
  return Math.max(money, tokens);
}

export const waitsForBudget = ({ waits }: Pick<Budgeted, 'waits'>): boolean =>
  waits.some(({ kind }) => kind === 'budget');

/** Which budgets want a look: those that hold something up, then the fullest. Without a limit there is none. */
export function fullestFirst<R extends Budgeted>(runs: readonly R[]): readonly R[] {
  return runs
    .filter(({ limit }) => limit.nanoUsd !== null || limit.tokens !== null)
    .toSorted((a, b) => Number(waitsForBudget(b)) - Number(waitsForBudget(a)) || used(b) - used(a));
}
