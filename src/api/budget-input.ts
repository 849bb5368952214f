import { nanoFromUsd } from '../domain/kernel/money.js';
import type { BudgetInput } from '../domain/run/commands.js';

/** Dollars of a request in the nano-dollars of commands. */
export const budgetOf = (given: {
  readonly usd?: string | number | undefined;
  readonly tokens?: number | undefined;
}): BudgetInput => ({
  ...(given.usd === undefined ? {} : { nanoUsd: nanoFromUsd(given.usd).toString() }),
  ...(given.tokens === undefined ? {} : { tokens: given.tokens }),
});
