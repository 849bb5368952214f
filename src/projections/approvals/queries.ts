import { sql } from 'kysely';
import type { Paging } from '../paging.js';
import type { ApprovalRow, ApprovalStatus, Page } from '../rows.js';
import { fromCursor, pageOf } from '../storage/cursor.js';
import type { Db } from '../storage/database.js';

export interface ApprovalFilter extends Paging {
  /** `decided`: everything but pending. */
  readonly status?: ApprovalStatus | 'decided' | undefined;
  readonly runId?: string | undefined;
  readonly workflow?: string | undefined;
  /** Pending ones that this operator, having the role, may approve at this instant: not kept out, and has not voted. */
  readonly decidableBy?: { readonly operatorId: string; readonly at: string } | undefined;
}

/** The riskier, the earlier among those that are due at the same time. */
const RISK = ['financial', 'irreversible', 'write', 'read'];
const riskOf = (approval: ApprovalRow): string => String(RISK.indexOf(approval.tier));
const risk = sql<number>`array_position(${sql.lit(`{${RISK.join(',')}}`)}::text[], tier) - 1`;

/** Pending ones by deadline, then risk; decided ones by their decision, newest first; any others by their request, newest first. */
export async function listApprovals(db: Db, filter: ApprovalFilter): Promise<Page<ApprovalRow>> {
  const { status, limit, cursor } = filter;
  let query = db
    .selectFrom('approvals')
    .selectAll()
    .limit(limit + 1);
  if (status === 'decided') query = query.where('decidedAt', 'is not', null);
  else if (status !== undefined) query = query.where('status', '=', status);
  if (filter.runId !== undefined) query = query.where('runId', '=', filter.runId);
  if (filter.workflow !== undefined) query = query.where('workflowId', '=', filter.workflow);
  if (filter.decidableBy !== undefined) {
    const { operatorId, at } = filter.decidableBy;
    query = query
      .where('expiresAt', '>', at)
      .where(sql<boolean>`not exists (select from json_array_elements_text(not_by) as who where who = ${operatorId})`)
      .where(
        sql<boolean>`not exists (select from json_array_elements(votes) as vote where vote->>'operatorId' = ${operatorId})`,
      );
  }
  switch (status) {
    case 'pending': {
      if (cursor !== undefined) {
        const [expiresAt, rank, id] = fromCursor(cursor, ['instant', 'integer', 'text']);
        query = query.where(
          sql<boolean>`(expires_at, ${risk}, approval_id) > (${expiresAt}::timestamptz, ${rank}::int, ${id}::text)`,
        );
      }
      const rows = await query.orderBy('expiresAt').orderBy(risk).orderBy('approvalId').execute();
      return pageOf(rows, limit, (one) => [one.expiresAt, riskOf(one), one.approvalId]);
    }
    case 'decided': {
      if (cursor !== undefined) {
        const [decidedAt, id] = fromCursor(cursor, ['instant', 'text']);
        query = query.where(sql<boolean>`(decided_at, approval_id) < (${decidedAt}::timestamptz, ${id}::text)`);
      }
      const rows = await query.orderBy('decidedAt', 'desc').orderBy('approvalId', 'desc').execute();
      return pageOf(rows, limit, (one) => [one.decidedAt ?? '', one.approvalId]);
    }
    default: {
      if (cursor !== undefined) {
        const [requestedAt, id] = fromCursor(cursor, ['instant', 'text']);
        query = query.where(sql<boolean>`(requested_at, approval_id) < (${requestedAt}::timestamptz, ${id}::text)`);
      }
      const rows = await query.orderBy('requestedAt', 'desc').orderBy('approvalId', 'desc').execute();
      return pageOf(rows, limit, (one) => [one.requestedAt, one.approvalId]);
    }
  }
}

export const getApproval = (db: Db, approvalId: string): Promise<ApprovalRow | undefined> =>
  db.selectFrom('approvals').selectAll().where('approvalId', '=', approvalId).executeTakeFirst();

/** The newest granted request of the same step of the same workflow before this one was decided, in any run. */
export function lastApproved(
  db: Db,
  of: Pick<ApprovalRow, 'approvalId' | 'workflowId' | 'stepKey' | 'decidedAt'>,
): Promise<ApprovalRow | undefined> {
  let query = db
    .selectFrom('approvals')
    .selectAll()
    .where('workflowId', '=', of.workflowId)
    .where('stepKey', '=', of.stepKey)
    .where('status', '=', 'granted')
    .where('kind', '=', 'step')
    .where('approvalId', '!=', of.approvalId);
  if (of.decidedAt !== null) query = query.where('decidedAt', '<', of.decidedAt);
  return query.orderBy('decidedAt', 'desc').orderBy('approvalId').limit(1).executeTakeFirst();
}
