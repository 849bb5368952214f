import { projectorName } from "../storage/connection.js";
const ALONE = { id: "alone", hasGone: () => !1 }, TRY = `
  WITH tried AS MATERIALIZED (SELECT pg_try_advisory_lock($1) AS held)
  SELECT held, CASE WHEN NOT held THEN (
    SELECT holder.application_name
    FROM pg_locks AS lock JOIN pg_stat_activity AS holder USING (pid)
    WHERE lock.locktype = 'advisory' AND lock.granted AND lock.objsubid = 1 AND lock.classid = 0 AND lock.objid = $1::bigint::oid
      AND lock.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  ) END AS holder
  FROM tried`, END_SESSIONS = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE application_name = $1 AND datname = current_database() AND pid <> pg_backend_pid()`;
class ProjectorLock {
  constructor(group, self) {
    this.group = group;
    this.self = self;
    this.prefix = projectorName(group.name, "");
  }
  group;
  self;
  prefix;
  /** True when this session has the lock now. Whoever is gone and holds it has it no longer at the next try. */
  async take(client) {
    const tried = await client.query(TRY, [this.group.lock]), [row] = tried.rows;
    if (row?.held) return !0;
    const holder = row?.holder;
    return holder?.startsWith(this.prefix) && this.self.hasGone(holder.slice(this.prefix.length)) && await client.query(END_SESSIONS, [holder]), !1;
  }
}
export {
  ALONE,
  ProjectorLock
};
//# sourceMappingURL=projector-lock.js.map
