import { usdOf } from '../models/money.js';
import { nanoOf } from '../runs/filter.js';

/** Limits as they are typed; empty: none. */
export interface BudgetTexts {
  readonly usd: string;
  readonly tokens: string;
}
interface Limit {
  readonly nanoUsd: string | null;
  readonly tokens: number | string | null;
}

/** What the fields begin with: the whole limit of now, to the nano-dollar. */
export const budgetTexts = ({ nanoUsd, tokens }: Limit): BudgetTexts => ({
  usd: nanoUsd === null ? '' : usdOf(nanoUsd),
  tokens: tokens === null ? '' : String(tokens),
});

/** What is sent: both limits, since what is left out has none from then on. Undefined when they cannot be read, or both are empty. */
export function budgetOf({ usd, tokens }: BudgetTexts): { usd?: string; tokens?: number } | undefined {
  const [dollars, count] = [usd.trim().replace(/^\$/, ''), tokens.trim()];
  if (dollars !== '' && nanoOf(dollars) === undefined) return undefined;
  if (count !== '' && !/^[1-9]\d{0,14}$/.test(count)) return undefined;
  if (dollars === '' && count === '') return undefined;
  return { ...(dollars === '' ? {} : { usd: dollars }), ...(count === '' ? {} : { tokens: Number(count) }) };
}
