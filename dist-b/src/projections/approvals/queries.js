import { sql } from "kysely";
import { fromCursor, pageOf } from "../storage/cursor.js";
const RISK = ["financial", "irreversible", "write", "read"], riskOf = (approval) => String(RISK.indexOf(approval.tier)), risk = sql`array_position(${sql.lit(`{${RISK.join(",")}}`)}::text[], tier) - 1`;
async function listApprovals(db, filter) {
  const { status, limit, cursor } = filter;
  let query = db.selectFrom("approvals").selectAll().limit(limit + 1);
  if (status === "decided" ? query = query.where("decidedAt", "is not", null) : status !== void 0 && (query = query.where("status", "=", status)), filter.runId !== void 0 && (query = query.where("runId", "=", filter.runId)), filter.workflow !== void 0 && (query = query.where("workflowId", "=", filter.workflow)), filter.decidableBy !== void 0) {
    const { operatorId, at } = filter.decidableBy;
    query = query.where("expiresAt", ">", at).where(sql`not exists (select from json_array_elements_text(not_by) as who where who = ${operatorId})`).where(
      sql`not exists (select from json_array_elements(votes) as vote where vote->>'operatorId' = ${operatorId})`
    );
  }
  switch (status) {
    case "pending": {
      if (cursor !== void 0) {
        const [expiresAt, rank, id] = fromCursor(cursor, ["instant", "integer", "text"]);
        query = query.where(
          sql`(expires_at, ${risk}, approval_id) > (${expiresAt}::timestamptz, ${rank}::int, ${id}::text)`
        );
      }
      const rows = await query.orderBy("expiresAt").orderBy(risk).orderBy("approvalId").execute();
      return pageOf(rows, limit, (one) => [one.expiresAt, riskOf(one), one.approvalId]);
    }
    case "decided": {
      if (cursor !== void 0) {
        const [decidedAt, id] = fromCursor(cursor, ["instant", "text"]);
        query = query.where(sql`(decided_at, approval_id) < (${decidedAt}::timestamptz, ${id}::text)`);
      }
      const rows = await query.orderBy("decidedAt", "desc").orderBy("approvalId", "desc").execute();
      return pageOf(rows, limit, (one) => [one.decidedAt ?? "", one.approvalId]);
    }
    default: {
      if (cursor !== void 0) {
        const [requestedAt, id] = fromCursor(cursor, ["instant", "text"]);
        query = query.where(sql`(requested_at, approval_id) < (${requestedAt}::timestamptz, ${id}::text)`);
      }
      const rows = await query.orderBy("requestedAt", "desc").orderBy("approvalId", "desc").execute();
      return pageOf(rows, limit, (one) => [one.requestedAt, one.approvalId]);
    }
  }
}
const getApproval = (db, approvalId) => db.selectFrom("approvals").selectAll().where("approvalId", "=", approvalId).executeTakeFirst();
function lastApproved(db, of) {
  let query = db.selectFrom("approvals").selectAll().where("workflowId", "=", of.workflowId).where("stepKey", "=", of.stepKey).where("status", "=", "granted").where("kind", "=", "step").where("approvalId", "!=", of.approvalId);
  return of.decidedAt !== null && (query = query.where("decidedAt", "<", of.decidedAt)), query.orderBy("decidedAt", "desc").orderBy("approvalId").limit(1).executeTakeFirst();
}
export {
  getApproval,
  lastApproved,
  listApprovals
};
//# sourceMappingURL=queries.js.map
