import { sql } from 'kysely';
import { checkpointPosition } from '../health/queries.js';
import type { Paging } from '../paging.js';
import type { Page } from '../rows.js';
import type { RunFilter } from '../runs/filter.js';
import { runIds } from '../runs/queries.js';
import { fromCursor, pageOf } from '../storage/cursor.js';
import type { Db } from '../storage/database.js';
import type { BulkItemRow, BulkRow } from './tables.js';

/** What a bulk action is to be done to, as far as the read models have to be asked. */
export type BulkQuestion =
  /** Runs that match and have not ended, or their open dead letters. */
  | { readonly of: 'runs' | 'deadLetters'; readonly filter: RunFilter }
  /** Open dead letters of named runs, or of a fingerprint. */
  | { readonly of: 'deadLetters'; readonly runs: readonly string[] }
  | {
      readonly of: 'deadLetters';
      readonly fingerprint: string;
      readonly workflow?: string | undefined;
      readonly step?: string | undefined;
    }
  /** Of named runs those that there are, ended ones too. */
  | { readonly of: 'named'; readonly runs: readonly string[] };

export interface FrozenItem {
  readonly runId: string;
  readonly workflowId: string;
  readonly stepKey: string | null;
}
export interface Frozen {
  /** In the order in which they will be taken: oldest first. At most `limit`. */
  readonly items: readonly FrozenItem[];
  /** Where the read models stood when they answered. */
  readonly position: string;
}

/** Answers at one moment, whatever is committed meanwhile. */
export function freezeBulk(db: Db, schema: string, question: BulkQuestion, limit: number): Promise<Frozen> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (transaction) => {
      const at = transaction.withSchema(schema);
      const position = String(await checkpointPosition(at));
      return { items: await asked(at, schema, question, limit), position };
    });
}

async function asked(db: Db, schema: string, question: BulkQuestion, limit: number): Promise<readonly FrozenItem[]> {
  const runs = 'filter' in question ? await openRunIds(db, schema, question.filter, limit) : undefined;
  if (question.of !== 'deadLetters') {
    const among = question.of === 'named' ? question.runs : (runs ?? []);
    const found = await db
      .selectFrom('runs')
      .select(['runId', 'workflowId'])
      .where(sql<boolean>`run_id = any(${[...among]}::text[])`)
      .orderBy('startedAt')
      .orderBy('runId')
      .execute();
    return found.map((run) => ({ ...run, stepKey: null }));
  }
  let letters = db
    .selectFrom('deadLetters')
    .select(['runId', 'workflowId', 'stepKey'])
    .where('status', '=', 'open')
    .orderBy('at')
    .orderBy('runId')
    .orderBy('stepKey')
    .limit(limit);
  if ('fingerprint' in question) {
    letters = letters.where('fingerprint', '=', question.fingerprint);
    if (question.workflow !== undefined) letters = letters.where('workflowId', '=', question.workflow);
    if (question.step !== undefined) letters = letters.where('stepId', '=', question.step);
  } else {
    const among = 'runs' in question ? question.runs : (runs ?? []);
    letters = letters.where(sql<boolean>`run_id = any(${[...among]}::text[])`);
  }
  return letters.execute();
}

const OPEN: readonly string[] = ['running', 'paused', 'halted', 'open', 'waiting'];
/** Ended runs cannot be acted on, and there may be very many of them. */
function openRunIds(db: Db, schema: string, filter: RunFilter, limit: number): Promise<readonly string[]> {
  const status = filter.status === undefined ? (['open'] as const) : filter.status.filter((one) => OPEN.includes(one));
  return status.length === 0 ? Promise.resolve([]) : runIds(db, schema, { ...filter, status }, limit);
}

export interface BulkFilter extends Paging {
  readonly status?: BulkRow['status'] | 'open' | undefined;
}

/** Newest first. */
export async function listBulks(db: Db, { status, limit, cursor }: BulkFilter): Promise<Page<BulkRow>> {
  let query = db.selectFrom('bulks').selectAll();
  if (status === 'open') query = query.where('endedAt', 'is', null);
  else if (status !== undefined) query = query.where('status', '=', status);
  if (cursor !== undefined) {
    const [startedAt, bulkId] = fromCursor(cursor, ['instant', 'text']);
    query = query.where(sql<boolean>`(started_at, bulk_id) < (${startedAt}::timestamptz, ${bulkId}::text)`);
  }
  const rows = await query
    .orderBy('startedAt', 'desc')
    .orderBy('bulkId', 'desc')
    .limit(limit + 1)
    .execute();
  return pageOf(rows, limit, (bulk) => [bulk.startedAt, bulk.bulkId]);
}

export const getBulk = (db: Db, bulkId: string): Promise<BulkRow | undefined> =>
  db.selectFrom('bulks').selectAll().where('bulkId', '=', bulkId).executeTakeFirst();

/** Those that go on, and those that were stopped since then: items of theirs may have been in flight. */
export async function listOpenBulks(db: Db, stoppedSince: string): Promise<string[]> {
  const rows = await db
    .selectFrom('bulks')
    .select('bulkId')
    .where((eb) =>
      eb.or([eb('endedAt', 'is', null), eb.and([eb('status', '=', 'stopped'), eb('endedAt', '>=', stoppedSince)])]),
    )
    .orderBy('startedAt')
    .execute();
  return rows.map(({ bulkId }) => bulkId);
}

export interface BulkItemFilter {
  readonly bulkId: string;
  readonly outcome?: BulkItemRow['outcome'] | undefined;
  /** Index of the first. */
  readonly from: number;
  readonly limit: number;
}

/** Items that have their outcome, in the order of their index. */
export function listBulkItems(db: Db, { bulkId, outcome, from, limit }: BulkItemFilter): Promise<BulkItemRow[]> {
  let query = db.selectFrom('bulkItems').selectAll().where('bulkId', '=', bulkId).where('index', '>=', from);
  if (outcome !== undefined) query = query.where('outcome', '=', outcome);
  return query.orderBy('index').limit(limit).execute();
}
