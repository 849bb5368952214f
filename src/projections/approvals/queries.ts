import { sql } from 'kysely';
import type { Paging } from '../paging.js';
import type { ApprovalRow, ApprovalStatus, Page } from '../rows.js';
import { fromCursor, pageOf } from '../storage/cursor.js';
import type { Db } from '../storage/database.js';

export interface ApprovalFilter extends Paging {
  readonly status?: ApprovalStatus | undefined;
  readonly runId?: string | undefined;
}

/** The riskier, the earlier among those that are due at the same time. */
const RISK = ['financial', 'irreversible', 'write', 'read'];
const riskOf = (approval: ApprovalRow): string => String(RISK.indexOf(approval.tier));
const risk = sql<number>`array_position(${sql.lit(`{${RISK.join(',')}}`)}::text[], tier) - 1`;

/** Pending ones by deadline, then risk; any others newest first. */
export async function listApprovals(db: Db, filter: ApprovalFilter): Promise<Page<ApprovalRow>> {
  let query = db.selectFrom('approvals').selectAll();
  if (filter.status !== undefined) query = query.where('status', '=', filter.status);
  if (filter.runId !== undefined) query = query.where('runId', '=', filter.runId);
  query = query.limit(filter.limit + 1);
  if (filter.status === 'pending') {
    if (filter.cursor !== undefined) {
      const [expiresAt, rank, id] = fromCursor(filter.cursor, 3);
      query = query.where(
        sql<boolean>`(expires_at, ${risk}, approval_id) > (${expiresAt}::timestamptz, ${rank}::int, ${id}::text)`,
      );
    }
    const rows = await query.orderBy('expiresAt').orderBy(risk).orderBy('approvalId').execute();
    return pageOf(rows, filter.limit, (one) => [one.expiresAt, riskOf(one), one.approvalId]);
  }
  if (filter.cursor !== undefined) {
    const [requestedAt, id] = fromCursor(filter.cursor, 2);
    query = query.where(sql<boolean>`(requested_at, approval_id) < (${requestedAt}::timestamptz, ${id}::text)`);
  }
  const rows = await query.orderBy('requestedAt', 'desc').orderBy('approvalId', 'desc').execute();
  return pageOf(rows, filter.limit, (one) => [one.requestedAt, one.approvalId]);
}

export const getApproval = (db: Db, approvalId: string): Promise<ApprovalRow | undefined> =>
  db.selectFrom('approvals').selectAll().where('approvalId', '=', approvalId).executeTakeFirst();
