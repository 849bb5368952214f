import { Query } from '@nestjs/cqrs';
import type { OperatorSummary, SessionFilter } from '../../projections/queries.js';
import type * as row from '../../projections/rows.js';
import type { GroupName } from '../ports.js';
import { answered } from './answered.js';
import { auditQueryHandlers } from './audit-queries.js';
import { bulkQueryHandlers } from './bulk-queries.js';
import { runQueryHandlers } from './run-queries.js';
import { workQueryHandlers } from './work-queries.js';

export { RunQuery } from './run-queries.js';

/** One Nest query per question to the read models. */
export class OperatorsQuery extends Query<readonly OperatorSummary[]> {}
export class SessionsQuery extends Query<readonly row.SessionRow[]> {
  /** `at`: those that are open then, in milliseconds. */
  constructor(readonly filter: SessionFilter) {
    super();
  }
}
export class ViewsQuery extends Query<readonly row.ViewRow[]> {
  constructor(
    readonly operatorId: string,
    readonly page?: string,
  ) {
    super();
  }
}
export class HintsQuery extends Query<readonly string[]> {
  constructor(readonly operatorId: string) {
    super();
  }
}
export class ProjectionsQuery extends Query<row.ProjectionStatus> {
  constructor(readonly group: GroupName) {
    super();
  }
}

export const queryHandlers = [
  ...runQueryHandlers,
  ...workQueryHandlers,
  ...auditQueryHandlers,
  ...bulkQueryHandlers,
  answered(OperatorsQuery, (reads) => reads.listOperators()),
  answered(SessionsQuery, (reads, { filter }) => reads.listSessions(filter)),
  answered(ViewsQuery, (reads, { operatorId, page }) => reads.listViews(operatorId, page)),
  answered(HintsQuery, (reads, { operatorId }) => reads.listHints(operatorId)),
  answered(ProjectionsQuery, (reads, { group }) => reads.status(group)),
];
