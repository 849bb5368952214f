import { Query } from "@nestjs/cqrs";
import { answered } from "./answered.js";
class ApprovalsQuery extends Query {
  constructor(filter) {
    super();
    this.filter = filter;
  }
  filter;
}
class ApprovalQuery extends Query {
  constructor(approvalId) {
    super();
    this.approvalId = approvalId;
  }
  approvalId;
}
class LastApprovedQuery extends Query {
  constructor(of) {
    super();
    this.of = of;
  }
  of;
}
class DeadLettersQuery extends Query {
  constructor(filter) {
    super();
    this.filter = filter;
  }
  filter;
}
class DeadLetterGroupsQuery extends Query {
  constructor(filter) {
    super();
    this.filter = filter;
  }
  filter;
}
class CostsQuery extends Query {
  constructor(filter) {
    super();
    this.filter = filter;
  }
  filter;
}
class CostMatrixQuery extends Query {
  constructor(filter) {
    super();
    this.filter = filter;
  }
  filter;
}
class RunCostsQuery extends Query {
  constructor(filter) {
    super();
    this.filter = filter;
  }
  filter;
}
class CostEstimatesQuery extends Query {
  constructor(filter) {
    super();
    this.filter = filter;
  }
  filter;
}
class AgentsQuery extends Query {
  /** `since`: from when on "recently" is. */
  constructor(since) {
    super();
    this.since = since;
  }
  since;
}
class AgentLeasesQuery extends Query {
}
class WantedCapabilitiesQuery extends Query {
}
class WorkflowsQuery extends Query {
}
class RunFiguresQuery extends Query {
}
class VersionFiguresQuery extends Query {
  constructor(workflowId) {
    super();
    this.workflowId = workflowId;
  }
  workflowId;
}
class WorkflowQuery extends Query {
  constructor(workflowId, version) {
    super();
    this.workflowId = workflowId;
    this.version = version;
  }
  workflowId;
  version;
}
class WorkflowVersionsQuery extends Query {
  constructor(workflowId) {
    super();
    this.workflowId = workflowId;
  }
  workflowId;
}
class HaltsQuery extends Query {
}
class OpenWorkQuery extends Query {
  /** Of one workflow, or of all. */
  constructor(workflowId) {
    super();
    this.workflowId = workflowId;
  }
  workflowId;
}
class HeldWorkQuery extends Query {
  constructor(runIds) {
    super();
    this.runIds = runIds;
  }
  runIds;
}
const workQueryHandlers = [
  answered(ApprovalsQuery, (reads, { filter }) => reads.listApprovals(filter)),
  answered(ApprovalQuery, (reads, { approvalId }) => reads.getApproval(approvalId)),
  answered(LastApprovedQuery, (reads, { of }) => reads.lastApproved(of)),
  answered(DeadLettersQuery, (reads, { filter }) => reads.listDeadLetters(filter)),
  answered(DeadLetterGroupsQuery, (reads, { filter }) => reads.listDeadLetterGroups(filter)),
  answered(CostsQuery, (reads, { filter }) => reads.costs(filter)),
  answered(CostMatrixQuery, (reads, { filter }) => reads.costMatrix(filter)),
  answered(RunCostsQuery, (reads, { filter }) => reads.listRunCosts(filter)),
  answered(CostEstimatesQuery, (reads, { filter }) => reads.listCostEstimates(filter)),
  answered(AgentsQuery, (reads, { since }) => reads.listAgents(since)),
  answered(AgentLeasesQuery, (reads) => reads.listAgentLeases()),
  answered(WantedCapabilitiesQuery, (reads) => reads.listWantedCapabilities()),
  answered(WorkflowsQuery, (reads) => reads.listWorkflows()),
  answered(RunFiguresQuery, (reads) => reads.listRunFigures()),
  answered(VersionFiguresQuery, (reads, { workflowId }) => reads.listVersionFigures(workflowId)),
  answered(WorkflowQuery, (reads, { workflowId, version }) => reads.getWorkflow(workflowId, version)),
  answered(WorkflowVersionsQuery, (reads, { workflowId }) => reads.listWorkflowVersions(workflowId)),
  answered(HaltsQuery, (reads) => reads.listHalts()),
  answered(OpenWorkQuery, (reads, { workflowId }) => reads.openWorkIn(workflowId)),
  answered(HeldWorkQuery, (reads, { runIds }) => reads.heldWork(runIds))
];
export {
  AgentLeasesQuery,
  AgentsQuery,
  ApprovalQuery,
  ApprovalsQuery,
  CostEstimatesQuery,
  CostMatrixQuery,
  CostsQuery,
  DeadLetterGroupsQuery,
  DeadLettersQuery,
  HaltsQuery,
  HeldWorkQuery,
  LastApprovedQuery,
  OpenWorkQuery,
  RunCostsQuery,
  RunFiguresQuery,
  VersionFiguresQuery,
  WantedCapabilitiesQuery,
  WorkflowQuery,
  WorkflowVersionsQuery,
  WorkflowsQuery,
  workQueryHandlers
};
//# sourceMappingURL=work-queries.js.map
