import { Query } from "@nestjs/cqrs";
import { answered } from "./answered.js";
class AuditQuery extends Query {
  constructor(search) {
    super();
    this.search = search;
  }
  search;
}
class AuditCountQuery extends Query {
  constructor(filter) {
    super();
    this.filter = filter;
  }
  filter;
}
class AuditEntryQuery extends Query {
  constructor(position) {
    super();
    this.position = position;
  }
  position;
}
class TimedRecordQuery extends Query {
  constructor(request) {
    super();
    this.request = request;
  }
  request;
}
class RunRecordQuery extends Query {
  constructor(runId, buckets) {
    super();
    this.runId = runId;
    this.buckets = buckets;
  }
  runId;
  buckets;
}
const auditQueryHandlers = [
  answered(AuditQuery, (reads, { search }) => reads.searchAudit(search)),
  answered(AuditCountQuery, (reads, { filter }) => reads.countAudit(filter)),
  answered(AuditEntryQuery, (reads, { position }) => reads.auditEntry(position)),
  answered(TimedRecordQuery, (reads, { request }) => reads.recordByTime(request)),
  answered(RunRecordQuery, (reads, { runId, buckets }) => reads.recordOfRun(runId, buckets))
];
export {
  AuditCountQuery,
  AuditEntryQuery,
  AuditQuery,
  RunRecordQuery,
  TimedRecordQuery,
  auditQueryHandlers
};
//# sourceMappingURL=audit-queries.js.map
