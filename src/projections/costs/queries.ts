import { sql, type RawBuilder } from 'kysely';
import type { CostKind, CostRollupRow } from '../rows.js';
import type { Database, Db } from '../storage/database.js';

export interface CostFilter {
  readonly by: CostKind;
  /** ISO instants: from inclusive, to exclusive. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly runId?: string | undefined;
}
export interface Costs {
  readonly rows: readonly CostRollupRow[];
  /** The sum of the rows, to the nano-dollar. */
  readonly total: Omit<CostRollupRow, 'kind' | 'key'>;
  /** True while an event of any run could not be projected. */
  readonly incomplete: boolean;
}

/** Largest first; hours and days in order of time. Without a filter from the rollups, else summed up from the charges. */
export async function costs(db: Db, filter: CostFilter): Promise<Costs> {
  const whole = filter.from === undefined && filter.to === undefined && filter.runId === undefined;
  const rows = whole ? await fromRollups(db, filter.by) : await fromCharges(db, filter);
  const parked = await db.selectFrom('deadLetteredEvents').select('position').limit(1).executeTakeFirst();
  return { rows: sorted(rows, filter.by), total: totalOf(rows), incomplete: parked !== undefined };
}

const fromRollups = (db: Db, by: CostKind): Promise<CostRollupRow[]> =>
  db.selectFrom('costRollups').selectAll().where('kind', '=', by).execute();

function fromCharges(db: Db, filter: CostFilter): Promise<CostRollupRow[]> {
  const sum = (column: keyof Database['charges']): RawBuilder<number> => sql<number>`sum(${sql.ref(column)})::bigint`;
  const count = (source: string): RawBuilder<number> => sql<number>`count(*) filter (where source = ${source})`;
  const key = KEY[filter.by];
  const totals = db
    .selectFrom('charges')
    .select([
      sql<CostKind>`${filter.by}::text`.as('kind'),
      key.as('key'),
      sql<string>`sum(nano_usd)`.as('nanoUsd'),
      sql<number>`count(*)`.as('charges'),
    ]);
  let query = totals
    .select(sum('inputTokens').as('inputTokens'))
    .select(sum('cachedInputTokens').as('cachedInputTokens'))
    .select(sum('cacheWriteTokens').as('cacheWriteTokens'))
    .select(sum('outputTokens').as('outputTokens'))
    .select(sum('reasoningTokens').as('reasoningTokens'))
    .select(count('estimated').as('estimatedCharges'))
    .select(count('unknown').as('unknownCharges'));
  if (filter.runId !== undefined) query = query.where('runId', '=', filter.runId);
  if (filter.from !== undefined) query = query.where('at', '>=', filter.from);
  if (filter.to !== undefined) query = query.where('at', '<', filter.to);
  return query.groupBy(key).execute();
}

/** The same keys as the rollups have. */
const KEY: Readonly<Record<CostKind, RawBuilder<string>>> = {
  run: sql<string>`run_id`,
  step: sql<string>`workflow_id || '/' || step_id`,
  agent: sql<string>`agent_id`,
  model: sql<string>`model`,
  workflow: sql<string>`workflow_id`,
  operator: sql<string>`operator_id`,
  hour: sql<string>`to_char(at, 'YYYY-MM-DD"T"HH24')`,
  day: sql<string>`to_char(at, 'YYYY-MM-DD')`,
};

function sorted(rows: readonly CostRollupRow[], by: CostKind): CostRollupRow[] {
  const byKey = (a: CostRollupRow, b: CostRollupRow): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
  if (by === 'hour' || by === 'day') return rows.toSorted(byKey);
  return rows.toSorted((a, b) => {
    const difference = BigInt(b.nanoUsd) - BigInt(a.nanoUsd);
    return difference > 0n ? 1 : difference < 0n ? -1 : byKey(a, b);
  });
}

function totalOf(rows: readonly CostRollupRow[]): Costs['total'] {
  const total = {
    inputTokens: 0,
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 0,
    reasoningTokens: 0,
    charges: 0,
    estimatedCharges: 0,
    unknownCharges: 0,
  };
  let nanoUsd = 0n;
  for (const row of rows) {
    nanoUsd += BigInt(row.nanoUsd);
    total.inputTokens += row.inputTokens;
    total.cachedInputTokens += row.cachedInputTokens;
    total.cacheWriteTokens += row.cacheWriteTokens;
    total.outputTokens += row.outputTokens;
    total.reasoningTokens += row.reasoningTokens;
    total.charges += row.charges;
    total.estimatedCharges += row.estimatedCharges;
    total.unknownCharges += row.unknownCharges;
  }
  return { ...total, nanoUsd: String(nanoUsd) };
}
