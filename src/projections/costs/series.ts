import { sql, type RawBuilder } from 'kysely';
import type { TokenColumns } from '../rows.js';
import type { Db } from '../storage/database.js';

export type CostSplit = 'workflow' | 'agent' | 'model' | 'operator';
export interface CostRange {
  /** ISO instants: from inclusive, to exclusive. */
  readonly from: string;
  readonly to: string;
}
export interface CostMatrixFilter extends CostRange {
  readonly by: 'day' | 'hour';
  readonly split: CostSplit;
}
interface Sums extends TokenColumns {
  readonly nanoUsd: string;
  readonly charges: number;
  readonly estimatedCharges: number;
  readonly unknownCharges: number;
}
/** What one key cost in one bucket. */
export interface CostCell extends Sums {
  /** Start of the hour or day, `2026-11-24T14:00:00Z`. */
  readonly bucket: string;
  readonly key: string;
}
export interface CostMatrix {
  /** In order of bucket and key; none that cost nothing. */
  readonly cells: readonly CostCell[];
  /** Runs that each key was charged to. */
  readonly runs: ReadonlyMap<string, number>;
  /** Names of the keys, where they have one. */
  readonly names: ReadonlyMap<string, string>;
  /** Runs that were charged at all. */
  readonly runsInAll: number;
  /** True while an event of any run could not be projected. */
  readonly incomplete: boolean;
}

const KEY: Readonly<Record<CostSplit, RawBuilder<string>>> = {
  workflow: sql<string>`workflow_id`,
  agent: sql<string>`agent_id`,
  model: sql<string>`model`,
  operator: sql<string>`operator_id`,
};

/** Sums of charges by bucket of time and key; the range is one of whole hours. Rows, columns and all are sums of the same numbers. */
export async function costMatrix(db: Db, { by, split, from, to }: CostMatrixFilter): Promise<CostMatrix> {
  const bucket = sql<string>`to_char(date_trunc(${sql.lit(by)}, at), 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
  const charges = db.selectFrom('charges').where('at', '>=', from).where('at', '<', to);
  const [cells, counted, all, names, parked] = await Promise.all([
    db
      .selectFrom('costHours')
      .where('at', '>=', from)
      .where('at', '<', to)
      .select([bucket.as('bucket'), KEY[split].as('key')])
      .select([
        sql<string>`sum(nano_usd)`.as('nanoUsd'),
        sql<number>`sum(charges)::bigint`.as('charges'),
        sql<number>`sum(estimated_charges)::bigint`.as('estimatedCharges'),
        sql<number>`sum(unknown_charges)::bigint`.as('unknownCharges'),
        sql<number>`sum(input_tokens)::bigint`.as('inputTokens'),
        sql<number>`sum(cached_input_tokens)::bigint`.as('cachedInputTokens'),
        sql<number>`sum(cache_write_tokens)::bigint`.as('cacheWriteTokens'),
        sql<number>`sum(output_tokens)::bigint`.as('outputTokens'),
        sql<number>`sum(reasoning_tokens)::bigint`.as('reasoningTokens'),
      ])
      .groupBy([bucket, KEY[split]])
      .orderBy(bucket)
      .orderBy(KEY[split])
      .execute(),
    db
      .selectFrom(
        charges
          .select([KEY[split].as('key'), 'runId'])
          .distinct()
          .as('charged'),
      )
      .select(['key', sql<number>`count(*)`.as('runs')])
      .groupBy('key')
      .execute(),
    db
      .selectFrom(charges.select('runId').distinct().as('charged'))
      .select(sql<number>`count(*)`.as('runs'))
      .executeTakeFirstOrThrow(),
    namesOf(db, split),
    db.selectFrom('deadLetteredEvents').select('position').limit(1).executeTakeFirst(),
  ]);
  return {
    cells,
    runs: new Map(counted.map(({ key, runs }) => [key, runs])),
    names: new Map(names.map(({ key, name }) => [key, name])),
    runsInAll: all.runs,
    incomplete: parked !== undefined,
  };
}

function namesOf(db: Db, split: CostSplit): Promise<{ readonly key: string; readonly name: string }[]> {
  switch (split) {
    case 'workflow':
      return db.selectFrom('workflows').select(['workflowId as key', 'name']).execute();
    case 'agent':
      return db.selectFrom('agents').select(['agentId as key', 'name']).execute();
    case 'operator':
      return db.selectFrom('operators').select(['operatorId as key', 'name']).execute();
    case 'model':
      return Promise.resolve([]);
  }
}
