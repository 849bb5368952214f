import { sql } from 'kysely';
import type { Paging } from '../paging.js';
import type { DeadLetterRow, DeadLetterStatus, Page } from '../rows.js';
import { fromCursor, pageOf } from '../storage/cursor.js';
import type { Db } from '../storage/database.js';

interface DeadLetterMatch {
  readonly status?: DeadLetterStatus | undefined;
  readonly workflow?: string | undefined;
}
export interface DeadLetterFilter extends DeadLetterMatch, Paging {
  readonly runId?: string | undefined;
  readonly fingerprint?: string | undefined;
  readonly stepId?: string | undefined;
}
export interface DeadLetterGroupFilter extends DeadLetterMatch {
  readonly limit: number;
}

/** Dead letters with one fingerprint, of one step of one workflow. */
export interface DeadLetterGroup {
  readonly fingerprint: string;
  readonly workflowId: string;
  readonly workflowName: string;
  readonly stepId: string;
  readonly class: string;
  readonly code: string;
  /** Of the newest. */
  readonly message: string;
  readonly count: number;
  readonly runs: number;
  readonly firstAt: string;
  readonly lastAt: string;
  /** The newest, at most five. */
  readonly sample: readonly Pick<DeadLetterRow, 'runId' | 'stepKey' | 'revision' | 'statePosition' | 'at'>[];
}
export interface DeadLetterGroups {
  readonly groups: readonly DeadLetterGroup[];
  /** All of them, also beyond the limit. */
  readonly total: number;
  readonly letters: number;
}

/** Open ones oldest first, any others newest first. */
export async function listDeadLetters(db: Db, filter: DeadLetterFilter): Promise<Page<DeadLetterRow>> {
  const oldestFirst = filter.status === 'open';
  let query = matching(db, filter).selectAll();
  if (filter.runId !== undefined) query = query.where('runId', '=', filter.runId);
  if (filter.fingerprint !== undefined) query = query.where('fingerprint', '=', filter.fingerprint);
  if (filter.stepId !== undefined) query = query.where('stepId', '=', filter.stepId);
  if (filter.cursor !== undefined) {
    const [at, runId, revision] = fromCursor(filter.cursor, ['instant', 'text', 'integer']);
    query = query.where(
      sql<boolean>`(at, run_id, revision) ${sql.raw(oldestFirst ? '>' : '<')} (${at}::timestamptz, ${runId}::text, ${revision}::int)`,
    );
  }
  const direction = oldestFirst ? 'asc' : 'desc';
  const rows = await query
    .orderBy('at', direction)
    .orderBy('runId', direction)
    .orderBy('revision', direction)
    .limit(filter.limit + 1)
    .execute();
  return pageOf(rows, filter.limit, (one) => [one.at, one.runId, String(one.revision)]);
}

/** The group with the newest letter first. */
export async function listDeadLetterGroups(db: Db, filter: DeadLetterGroupFilter): Promise<DeadLetterGroups> {
  const newest = <T>(column: string) =>
    sql<T>`(array_agg(${sql.ref(column)} order by at desc, run_id, revision desc))[1]`;
  const rows = await matching(db, filter)
    .select(['fingerprint', 'workflowId', 'stepId'])
    .select([
      newest<string>('workflowName').as('workflowName'),
      newest<string>('class').as('class'),
      newest<string>('code').as('code'),
      newest<string>('message').as('message'),
      sql<number>`count(*)`.as('count'),
      sql<number>`count(distinct run_id)`.as('runs'),
      sql<string>`min(at)`.as('firstAt'),
      sql<string>`max(at)`.as('lastAt'),
      sql<DeadLetterGroup['sample']>`to_json((array_agg(json_build_object(
        'runId', run_id, 'stepKey', step_key, 'revision', revision, 'statePosition', state_position::text,
        'at', to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by at desc, run_id, revision desc))[1:5])`.as(
        'sample',
      ),
      sql<number>`count(*) over ()`.as('total'),
      sql<number>`sum(count(*)) over ()::bigint`.as('letters'),
    ])
    .groupBy(['fingerprint', 'workflowId', 'stepId'])
    .orderBy(sql`max(at)`, 'desc')
    .orderBy('fingerprint')
    .orderBy('workflowId')
    .orderBy('stepId')
    .limit(filter.limit)
    .execute();
  return {
    groups: rows.map(({ total: _, letters: __, ...group }) => group),
    total: rows[0]?.total ?? 0,
    letters: rows[0]?.letters ?? 0,
  };
}

function matching(db: Db, { status, workflow }: DeadLetterMatch) {
  let query = db.selectFrom('deadLetters');
  if (status !== undefined) query = query.where('status', '=', status);
  if (workflow !== undefined) query = query.where('workflowId', '=', workflow);
  return query;
}
