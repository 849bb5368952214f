import { Query } from '@nestjs/cqrs';
import type {
  AuditCount,
  AuditEntry,
  AuditFilter,
  AuditPage,
  AuditSearch,
  RecordRequest,
  RunRecord,
  TimedRecord,
} from '../../projections/queries.js';
import { answered } from './answered.js';

/** Questions to the second group of read models: the text of every event, and the record. */
export class AuditQuery extends Query<AuditPage> {
  constructor(readonly search: AuditSearch) {
    super();
  }
}
export class AuditCountQuery extends Query<AuditCount> {
  constructor(readonly filter: AuditFilter) {
    super();
  }
}
export class AuditEntryQuery extends Query<AuditEntry | undefined> {
  constructor(readonly position: string) {
    super();
  }
}
export class TimedRecordQuery extends Query<TimedRecord> {
  constructor(readonly request: RecordRequest) {
    super();
  }
}
export class RunRecordQuery extends Query<RunRecord> {
  constructor(
    readonly runId: string,
    readonly buckets: number,
  ) {
    super();
  }
}

export const auditQueryHandlers = [
  answered(AuditQuery, (reads, { search }) => reads.searchAudit(search)),
  answered(AuditCountQuery, (reads, { filter }) => reads.countAudit(filter)),
  answered(AuditEntryQuery, (reads, { position }) => reads.auditEntry(position)),
  answered(TimedRecordQuery, (reads, { request }) => reads.recordByTime(request)),
  answered(RunRecordQuery, (reads, { runId, buckets }) => reads.recordOfRun(runId, buckets)),
];
