import { effectiveRoles } from "../../domain/operator/roles.js";
const listOperators = (db) => db.selectFrom("operators").select(["operatorId", "name", "roles", "createdAt", "disabledAt", "disabledBecause", "keys"]).orderBy("operatorId").execute();
async function listSessions(db, { operatorId, at }) {
  let query = db.selectFrom("operators").select(["operatorId", "name", "roles", "sessions"]);
  return operatorId !== void 0 && (query = query.where("operatorId", "=", operatorId)), (await query.execute()).flatMap(
    ({ sessions, roles: held, ...operator }) => sessions.map(({ roles, ...session }) => ({
      ...operator,
      ...session,
      roles: roles === null ? held : effectiveRoles(roles, held)
    }))
  ).filter(({ expiresAt }) => Date.parse(expiresAt) > at).sort((a, b) => compare(b.startedAt, a.startedAt) || compare(a.sessionId, b.sessionId));
}
async function listViews(db, operatorId, page) {
  return ((await db.selectFrom("operators").select("views").where("operatorId", "=", operatorId).executeTakeFirst())?.views ?? []).filter((view) => page === void 0 || view.page === page).sort((a, b) => compare(a.page, b.page));
}
async function listHints(db, operatorId) {
  return (await db.selectFrom("operators").select("hints").where("operatorId", "=", operatorId).executeTakeFirst())?.hints ?? [];
}
const compare = (a, b) => a < b ? -1 : a > b ? 1 : 0;
export {
  listHints,
  listOperators,
  listSessions,
  listViews
};
//# sourceMappingURL=queries.js.map
