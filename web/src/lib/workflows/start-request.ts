import type { CallOf } from '$contract/endpoints.js';

export type StartBody = NonNullable<CallOf<'startRun'>['body']>;
export interface Wishes {
  readonly workflowId: string;
  readonly version: number;
  readonly input: unknown;
  /** As typed; empty: the workflow's own. */
  readonly usd: string;
  readonly tokens: string;
  readonly priority: string;
  /** The workflow's own budget: a budget that is sent replaces it as a whole. */
  readonly own?: { readonly usd?: unknown; readonly tokens?: unknown };
}
export interface Place {
  readonly path: string;
  readonly message: string;
}

/**
 * What is sent, or what must be put right first. Only what differs from the workflow's own is sent; of a budget all of it, so that
 * a limit that was left empty stays the workflow's.
 */
export function startBody(wishes: Wishes): { readonly body: StartBody } | { readonly problems: readonly Place[] } {
  const problems: Place[] = [];
  const usd = wishes.usd.trim().replace(/^\$/, '');
  if (usd !== '' && !/^\d{1,9}(\.\d{1,9})?$/.test(usd))
    problems.push({ path: 'budget.usd', message: 'give dollars, for example 1.50' });
  const tokens = whole(wishes.tokens, 1, 1e15);
  if (tokens === 'wrong')
    problems.push({ path: 'budget.tokens', message: 'give a whole number of tokens, at least 1' });
  const priority = whole(wishes.priority, 0, 100);
  if (priority === 'wrong')
    problems.push({ path: 'priority', message: 'give a whole number from 0 (last) to 100 (first)' });
  if (problems.length > 0 || tokens === 'wrong' || priority === 'wrong') return { problems };
  const budget = usd === '' && tokens === undefined ? {} : { ...ownBudget(wishes.own), ...given(usd, tokens) };
  return {
    body: {
      workflowId: wishes.workflowId,
      version: wishes.version,
      // A form made from a schema gives JSON and nothing else.
      input: (wishes.input ?? {}) as NonNullable<StartBody['input']>,
      ...(Object.keys(budget).length === 0 ? {} : { budget }),
      ...(priority === undefined ? {} : { priority }),
    },
  };
}

const given = (usd: string, tokens: number | undefined): { usd?: string; tokens?: number } => ({
  ...(usd === '' ? {} : { usd }),
  ...(tokens === undefined ? {} : { tokens }),
});
const ownBudget = ({ usd, tokens }: NonNullable<Wishes['own']> = {}): { usd?: string; tokens?: number } => ({
  ...(typeof usd === 'string' || typeof usd === 'number' ? { usd: String(usd) } : {}),
  ...(typeof tokens === 'number' ? { tokens } : {}),
});

function whole(text: string, least: number, most: number): number | undefined | 'wrong' {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const value = Number(trimmed);
  return /^\d+$/.test(trimmed) && value >= least && value <= most ? value : 'wrong';
}

/** The same start as a command for a shell. */
export function startCommand({ workflowId, version, input, budget, priority }: StartBody): string {
  const parts = ['missionctl run start', workflowId];
  if (version !== undefined) parts.push(`--version ${version}`);
  const text = JSON.stringify(input ?? {});
  if (text !== '{}') parts.push(`--input ${quoted(text)}`);
  if (budget?.usd !== undefined) parts.push(`--budget ${String(budget.usd)}`);
  if (budget?.tokens !== undefined) parts.push(`--tokens ${budget.tokens}`);
  if (priority !== undefined) parts.push(`--priority ${priority}`);
  return parts.join(' ');
}
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
