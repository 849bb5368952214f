import { sql } from 'kysely';
import type {
  ApprovalRow,
  AttemptRow,
  ChargeRow,
  Nano,
  Position,
  RunPayloadRow,
  StepRow,
  TokenColumns,
} from '../rows.js';
import { listRunEvents, type RunEventEntry } from '../run-events/queries.js';
import { fromCursor, pageOf } from '../storage/cursor.js';
import type { Db } from '../storage/database.js';
import { listAttempts } from './queries.js';

/** A charge with the place of its event in the log. */
export type ChargeEntry = ChargeRow & { readonly position: Position };
export interface ChargeSums extends TokenColumns {
  readonly nanoUsd: Nano;
  readonly charges: number;
  readonly estimated: number;
  readonly unknown: number;
}
export type AttemptEntry = AttemptRow & { readonly tokens: TokenColumns };

export interface StepEntry {
  readonly step: StepRow;
  /** Keys of the steps that depend on it. */
  readonly dependents: readonly string[];
  readonly attempts: readonly AttemptEntry[];
  readonly approvals: readonly ApprovalRow[];
  /** The last ones, last first. */
  readonly charges: readonly ChargeEntry[];
  /** The last ones, in order. */
  readonly events: readonly RunEventEntry[];
  readonly moreEvents: boolean;
}
/** Of charges and events. */
const LAST = 200;
const NO_TOKENS: TokenColumns = {
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
};

export async function getStep(db: Db, runId: string, stepKey: string): Promise<StepEntry | undefined> {
  const [step] = await db
    .selectFrom('steps')
    .selectAll()
    .where('runId', '=', runId)
    .where('stepKey', '=', stepKey)
    .execute();
  if (!step) return undefined;
  const [dependents, attempts, tokens, approvals, charges, events] = await Promise.all([
    db
      .selectFrom('steps')
      .select('stepKey')
      .where('runId', '=', runId)
      .where(sql<boolean>`depends_on::jsonb ? ${step.stepId}`)
      .orderBy('order')
      .execute(),
    listAttempts(db, runId, stepKey),
    tokensByAttempt(db, runId, stepKey),
    db
      .selectFrom('approvals')
      .selectAll()
      .where('runId', '=', runId)
      .where('stepKey', '=', stepKey)
      .orderBy('revision')
      .execute(),
    chargesOf(db, runId).where('charges.stepKey', '=', stepKey).limit(LAST).execute(),
    listRunEvents(db, { runId, stepKey, limit: LAST + 1, backwards: true }),
  ]);
  return {
    step,
    dependents: dependents.map((one) => one.stepKey),
    attempts: attempts.map((one) => ({ ...one, tokens: tokens.get(one.attempt) ?? NO_TOKENS })),
    approvals,
    charges,
    events: events.slice(0, LAST).toReversed(),
    moreEvents: events.length > LAST,
  };
}

const sums = {
  inputTokens: sql<number>`coalesce(sum(input_tokens), 0)::bigint`.as('inputTokens'),
  cachedInputTokens: sql<number>`coalesce(sum(cached_input_tokens), 0)::bigint`.as('cachedInputTokens'),
  cacheWriteTokens: sql<number>`coalesce(sum(cache_write_tokens), 0)::bigint`.as('cacheWriteTokens'),
  outputTokens: sql<number>`coalesce(sum(output_tokens), 0)::bigint`.as('outputTokens'),
  reasoningTokens: sql<number>`coalesce(sum(reasoning_tokens), 0)::bigint`.as('reasoningTokens'),
};
const tokenSums = [
  sums.inputTokens,
  sums.cachedInputTokens,
  sums.cacheWriteTokens,
  sums.outputTokens,
  sums.reasoningTokens,
] as const;

async function tokensByAttempt(db: Db, runId: string, stepKey: string): Promise<Map<number, TokenColumns>> {
  const rows = await db
    .selectFrom('charges')
    .select('attempt')
    .select(tokenSums)
    .where('runId', '=', runId)
    .where('stepKey', '=', stepKey)
    .groupBy('attempt')
    .execute();
  return new Map(rows.map(({ attempt, ...tokens }) => [attempt, tokens]));
}

/** Last first. */
const chargesOf = (db: Db, runId: string) =>
  db
    .selectFrom('charges')
    .innerJoin('runEvents', (join) =>
      join.onRef('runEvents.runId', '=', 'charges.runId').onRef('runEvents.revision', '=', 'charges.revision'),
    )
    .selectAll('charges')
    .select('runEvents.position')
    .where('charges.runId', '=', runId)
    .orderBy('charges.revision', 'desc')
    .orderBy('charges.index', 'desc');

/** As large as the column is. */
const LAST_REVISION = 2 ** 31 - 1;

export interface RunCharges {
  readonly total: ChargeSums;
  /** By step key, agent id, model. */
  readonly steps: ReadonlyMap<string, ChargeSums>;
  readonly attempts: ReadonlyMap<string, number>;
  readonly agents: readonly (ChargeSums & { readonly key: string })[];
  readonly models: readonly (ChargeSums & { readonly key: string })[];
  readonly items: readonly ChargeEntry[];
  readonly next?: string;
}

export interface ChargesPage {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Up to and with this event of the run; default: all. */
  readonly through?: number | undefined;
}

/** What a run cost, by step, agent and model, and its charges, last first. */
export async function runCharges(db: Db, runId: string, page: ChargesPage): Promise<RunCharges> {
  const through = page.through ?? LAST_REVISION;
  const by = (key: 'stepKey' | 'agentId' | 'model') =>
    db
      .selectFrom('charges')
      .select(`${key} as key`)
      .select(tokenSums)
      .select([
        sql<Nano>`sum(nano_usd)`.as('nanoUsd'),
        sql<number>`count(*)`.as('charges'),
        sql<number>`count(*) filter (where source = 'estimated')`.as('estimated'),
        sql<number>`count(*) filter (where source = 'unknown')`.as('unknown'),
      ])
      .where('runId', '=', runId)
      .where('revision', '<=', through)
      .groupBy(key)
      .orderBy(sql`sum(nano_usd)`, 'desc')
      .orderBy(key)
      .execute();
  let list = chargesOf(db, runId)
    .where('charges.revision', '<=', through)
    .limit(page.limit + 1);
  if (page.cursor !== undefined) {
    const [revision, index] = fromCursor(page.cursor, ['integer', 'integer']);
    list = list.where(sql<boolean>`(charges.revision, charges.index) < (${revision}::int, ${index}::int)`);
  }
  const [steps, agents, models, attempts, items] = await Promise.all([
    by('stepKey'),
    by('agentId'),
    by('model'),
    db
      .selectFrom('attempts')
      .select(['stepKey', sql<number>`count(*)`.as('attempts')])
      .where('runId', '=', runId)
      .where('dispatchedRevision', '<=', through)
      .groupBy('stepKey')
      .execute(),
    page.limit === 0 ? [] : list.execute(),
  ]);
  return {
    total: totalOf(models),
    steps: new Map(steps.map(({ key, ...figures }) => [key, figures])),
    attempts: new Map(attempts.map((one) => [one.stepKey, one.attempts])),
    agents,
    models,
    ...pageOf(items, page.limit, (one) => [String(one.revision), String(one.index)]),
  };
}

function totalOf(rows: readonly ChargeSums[]): ChargeSums {
  const total = { ...NO_TOKENS, charges: 0, estimated: 0, unknown: 0 };
  let nanoUsd = 0n;
  for (const row of rows) {
    nanoUsd += BigInt(row.nanoUsd);
    for (const name of ['charges', 'estimated', 'unknown'] as const) total[name] += row[name];
    total.inputTokens += row.inputTokens;
    total.cachedInputTokens += row.cachedInputTokens;
    total.cacheWriteTokens += row.cacheWriteTokens;
    total.outputTokens += row.outputTokens;
    total.reasoningTokens += row.reasoningTokens;
  }
  return { ...total, nanoUsd: String(nanoUsd) };
}

export type TimelineAttempt = Pick<
  AttemptRow,
  | 'stepKey'
  | 'attempt'
  | 'agentId'
  | 'agentName'
  | 'model'
  | 'readyAt'
  | 'dispatchedAt'
  | 'dispatchedRevision'
  | 'endedAt'
  | 'endedRevision'
  | 'outcome'
  | 'late'
  | 'spentNanoUsd'
  | 'setAsideNanoUsd'
>;
export type TimelineWait = Pick<
  ApprovalRow,
  'approvalId' | 'stepKey' | 'kind' | 'status' | 'requestedAt' | 'revision' | 'decidedAt' | 'expiresAt'
>;
export interface Timeline {
  readonly attempts: readonly TimelineAttempt[];
  readonly waits: readonly TimelineWait[];
  readonly more: boolean;
}

/** Every attempt and every wait for a person, in order of time, of each at most `limit`. */
export async function runTimeline(db: Db, runId: string, limit: number): Promise<Timeline> {
  const [attempts, waits] = await Promise.all([
    db
      .selectFrom('attempts')
      .select(['stepKey', 'attempt', 'agentId', 'agentName', 'model', 'readyAt', 'dispatchedAt', 'dispatchedRevision'])
      .select(['endedAt', 'endedRevision', 'outcome', 'late', 'spentNanoUsd', 'setAsideNanoUsd'])
      .where('runId', '=', runId)
      .orderBy('dispatchedRevision')
      .limit(limit + 1)
      .execute(),
    db
      .selectFrom('approvals')
      .select(['approvalId', 'stepKey', 'kind', 'status', 'requestedAt', 'revision', 'decidedAt', 'expiresAt'])
      .where('runId', '=', runId)
      .orderBy('revision')
      .limit(limit + 1)
      .execute(),
  ]);
  return {
    attempts: attempts.slice(0, limit),
    waits: waits.slice(0, limit),
    more: attempts.length > limit || waits.length > limit,
  };
}

/** A payload that an event of the run refers to; undefined when none does. */
export const runPayload = (db: Db, runId: string, sha256: string): Promise<RunPayloadRow | undefined> =>
  db
    .selectFrom('runPayloads')
    .selectAll()
    .where('runId', '=', runId)
    .where('sha256', '=', sha256)
    .orderBy('revision')
    .limit(1)
    .executeTakeFirst();
