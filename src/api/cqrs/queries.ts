import { Inject, type Type } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type {
  ApprovalFilter,
  CostFilter,
  Costs,
  DeadLetterFilter,
  OperatorSummary,
  RunFilter,
  SessionFilter,
} from '../../projections/queries.js';
import type * as row from '../../projections/rows.js';
import { READS, type Reads } from '../ports.js';

/** One Nest query per question to the read models. */
export class RunsQuery extends Query<row.Page<row.RunSummary>> {
  constructor(readonly filter: RunFilter) {
    super();
  }
}
export class RunQuery extends Query<
  { readonly run: row.RunSummary; readonly steps: readonly row.StepRow[] } | undefined
> {
  constructor(readonly runId: string) {
    super();
  }
}
export class AttemptsQuery extends Query<readonly row.AttemptRow[]> {
  constructor(readonly runId: string) {
    super();
  }
}
export class RunEventsQuery extends Query<readonly row.RunEventRow[]> {
  constructor(readonly filter: { readonly runId: string; readonly from: number; readonly limit: number }) {
    super();
  }
}
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
export class DeadLettersQuery extends Query<readonly row.DeadLetterRow[]> {
  constructor(readonly filter: DeadLetterFilter) {
    super();
  }
}
export class CostsQuery extends Query<Costs> {
  constructor(readonly filter: CostFilter) {
    super();
  }
}
export class AgentsQuery extends Query<readonly row.AgentSummary[]> {}
export class WorkflowsQuery extends Query<readonly row.WorkflowRow[]> {}
export class WorkflowQuery extends Query<row.WorkflowVersionRow | undefined> {
  constructor(
    readonly workflowId: string,
    readonly version?: number,
  ) {
    super();
  }
}
export class WorkflowVersionsQuery extends Query<readonly Omit<row.WorkflowVersionRow, 'definition'>[]> {
  constructor(readonly workflowId: string) {
    super();
  }
}
export class HaltsQuery extends Query<readonly row.HaltRow[]> {}
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
export class ProjectionsQuery extends Query<row.ProjectionStatus> {}

function answered<Q extends Query<unknown>>(
  query: new (...given: never[]) => Q,
  answer: (reads: Reads, query: Q) => Promise<unknown>,
): Type<IQueryHandler> {
  @QueryHandler(query)
  class Handler {
    constructor(@Inject(READS) private readonly reads: Reads) {}
    execute(given: Q): Promise<unknown> {
      return answer(this.reads, given);
    }
  }
  return Handler;
}

export const queryHandlers = [
  answered(RunsQuery, (reads, { filter }) => reads.listRuns(filter)),
  answered(RunQuery, (reads, { runId }) => reads.getRun(runId)),
  answered(AttemptsQuery, (reads, { runId }) => reads.listAttempts(runId)),
  answered(RunEventsQuery, (reads, { filter }) => reads.listRunEvents(filter)),
  answered(ApprovalsQuery, (reads, { filter }) => reads.listApprovals(filter)),
  answered(ApprovalQuery, (reads, { approvalId }) => reads.getApproval(approvalId)),
  answered(DeadLettersQuery, (reads, { filter }) => reads.listDeadLetters(filter)),
  answered(CostsQuery, (reads, { filter }) => reads.costs(filter)),
  answered(AgentsQuery, (reads) => reads.listAgents()),
  answered(WorkflowsQuery, (reads) => reads.listWorkflows()),
  answered(WorkflowQuery, (reads, { workflowId, version }) => reads.getWorkflow(workflowId, version)),
  answered(WorkflowVersionsQuery, (reads, { workflowId }) => reads.listWorkflowVersions(workflowId)),
  answered(HaltsQuery, (reads) => reads.listHalts()),
  answered(OperatorsQuery, (reads) => reads.listOperators()),
  answered(SessionsQuery, (reads, { filter }) => reads.listSessions(filter)),
  answered(ViewsQuery, (reads, { operatorId, page }) => reads.listViews(operatorId, page)),
  answered(HintsQuery, (reads, { operatorId }) => reads.listHints(operatorId)),
  answered(ProjectionsQuery, (reads) => reads.status()),
];
