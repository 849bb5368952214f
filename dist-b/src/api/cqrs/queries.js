import { Query } from "@nestjs/cqrs";
import { answered } from "./answered.js";
import { auditQueryHandlers } from "./audit-queries.js";
import { bulkQueryHandlers } from "./bulk-queries.js";
import { runQueryHandlers } from "./run-queries.js";
import { workQueryHandlers } from "./work-queries.js";
import { RunQuery } from "./run-queries.js";
class OperatorsQuery extends Query {
}
class SessionsQuery extends Query {
  /** `at`: those that are open then, in milliseconds. */
  constructor(filter) {
    super();
    this.filter = filter;
  }
  filter;
}
class ViewsQuery extends Query {
  constructor(operatorId, page) {
    super();
    this.operatorId = operatorId;
    this.page = page;
  }
  operatorId;
  page;
}
class HintsQuery extends Query {
  constructor(operatorId) {
    super();
    this.operatorId = operatorId;
  }
  operatorId;
}
class ProjectionsQuery extends Query {
  constructor(group) {
    super();
    this.group = group;
  }
  group;
}
const queryHandlers = [
  ...runQueryHandlers,
  ...workQueryHandlers,
  ...auditQueryHandlers,
  ...bulkQueryHandlers,
  answered(OperatorsQuery, (reads) => reads.listOperators()),
  answered(SessionsQuery, (reads, { filter }) => reads.listSessions(filter)),
  answered(ViewsQuery, (reads, { operatorId, page }) => reads.listViews(operatorId, page)),
  answered(HintsQuery, (reads, { operatorId }) => reads.listHints(operatorId)),
  answered(ProjectionsQuery, (reads, { group }) => reads.status(group))
];
export {
  HintsQuery,
  OperatorsQuery,
  ProjectionsQuery,
  RunQuery,
  SessionsQuery,
  ViewsQuery,
  queryHandlers
};
//# sourceMappingURL=queries.js.map
