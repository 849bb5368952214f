import { Query } from '@nestjs/cqrs';
import type {
  ApprovalFilter,
  CostEstimate,
  CostEstimateFilter,
  CostFilter,
  CostMatrix,
  CostMatrixFilter,
  Costs,
  DeadLetterFilter,
  DeadLetterGroupFilter,
  DeadLetterGroups,
  HeldWork,
  OpenWork,
  RunCost,
  RunCostFilter,
  RunFigures,
  WorkflowVersionSummary,
} from '../../projections/queries.js';
import type * as row from '../../projections/rows.js';
import { answered } from './answered.js';

/** Questions about workflows, approvals, dead letters, agents, costs and stops. */
export class ApprovalsQuery extends Query<row.Page<row.ApprovalRow>> {
  constructor(readonly filter: ApprovalFilter) {
    super();
  }
}
export class ApprovalQuery extends Query<row.ApprovalRow | undefined> {
  constructor(readonly approvalId: string) {
    super();
  }
}
export class LastApprovedQuery extends Query<row.ApprovalRow | undefined> {
  constructor(readonly of: row.ApprovalRow) {
    super();
  }
}
export class DeadLettersQuery extends Query<row.Page<row.DeadLetterRow>> {
  constructor(readonly filter: DeadLetterFilter) {
    super();
  }
}
export class DeadLetterGroupsQuery extends Query<DeadLetterGroups> {
  constructor(readonly filter: DeadLetterGroupFilter) {
    super();
  }
}
export class CostsQuery extends Query<Costs> {
  constructor(readonly filter: CostFilter) {
    super();
  }
}
export class CostMatrixQuery extends Query<CostMatrix> {
  constructor(readonly filter: CostMatrixFilter) {
    super();
  }
}
export class RunCostsQuery extends Query<readonly RunCost[]> {
  constructor(readonly filter: RunCostFilter) {
    super();
  }
}
export class CostEstimatesQuery extends Query<readonly CostEstimate[]> {
  constructor(readonly filter: CostEstimateFilter) {
    super();
  }
}
export class AgentsQuery extends Query<readonly row.AgentSummary[]> {
  /** `since`: from when on "recently" is. */
  constructor(readonly since: string) {
    super();
  }
}
export class AgentLeasesQuery extends Query<readonly row.AgentLease[]> {}
export class WantedCapabilitiesQuery extends Query<readonly row.WantedCapability[]> {}
export class WorkflowsQuery extends Query<readonly row.WorkflowRow[]> {}
export class RunFiguresQuery extends Query<readonly RunFigures[]> {}
export class VersionFiguresQuery extends Query<readonly RunFigures[]> {
  constructor(readonly workflowId: string) {
    super();
  }
}
export class WorkflowQuery extends Query<row.WorkflowVersionRow | undefined> {
  constructor(
    readonly workflowId: string,
    readonly version?: number,
  ) {
    super();
  }
}
export class WorkflowVersionsQuery extends Query<readonly WorkflowVersionSummary[]> {
  constructor(readonly workflowId: string) {
    super();
  }
}
export class HaltsQuery extends Query<readonly row.HaltRow[]> {}
export class OpenWorkQuery extends Query<OpenWork> {
  /** Of one workflow, or of all. */
  constructor(readonly workflowId: string | undefined) {
    super();
  }
}
export class HeldWorkQuery extends Query<HeldWork> {
  constructor(readonly runIds: readonly string[]) {
    super();
  }
}

export const workQueryHandlers = [
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
  answered(HeldWorkQuery, (reads, { runIds }) => reads.heldWork(runIds)),
];
