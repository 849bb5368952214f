import { Query } from '@nestjs/cqrs';
import type {
  GoodStep,
  OverviewRows,
  OverviewWindow,
  RunCharges,
  RunCount,
  RunEventEntry,
  RunEventFilter,
  RunFilter,
  RunListing,
  SameFailure,
  StepEntry,
  Timeline,
} from '../../projections/queries.js';
import type * as row from '../../projections/rows.js';
import { answered } from './answered.js';

/** Questions about runs. */
export class RunsQuery extends Query<row.Page<row.RunSummary>> {
  constructor(readonly listing: RunListing) {
    super();
  }
}
export class RunCountQuery extends Query<RunCount> {
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
  constructor(
    readonly runId: string,
    readonly stepKey?: string,
  ) {
    super();
  }
}
export class RunEventsQuery extends Query<readonly RunEventEntry[]> {
  constructor(readonly filter: RunEventFilter) {
    super();
  }
}
export class StepQuery extends Query<StepEntry | undefined> {
  constructor(
    readonly runId: string,
    readonly stepKey: string,
  ) {
    super();
  }
}
export class TimelineQuery extends Query<Timeline> {
  constructor(
    readonly runId: string,
    readonly limit: number,
  ) {
    super();
  }
}
export class RunChargesQuery extends Query<RunCharges> {
  constructor(
    readonly runId: string,
    readonly page: {
      readonly limit: number;
      readonly cursor?: string | undefined;
      readonly through?: number | undefined;
    },
  ) {
    super();
  }
}
export class RunPayloadQuery extends Query<row.RunPayloadRow | undefined> {
  constructor(
    readonly runId: string,
    readonly sha256: string,
  ) {
    super();
  }
}
export class GoodStepQuery extends Query<GoodStep | undefined> {
  constructor(
    readonly workflowId: string,
    readonly stepKey: string,
    readonly before: string,
  ) {
    super();
  }
}
export class SameFailureQuery extends Query<SameFailure> {
  constructor(readonly fingerprint: string) {
    super();
  }
}
export class OverviewQuery extends Query<OverviewRows> {
  constructor(readonly window: OverviewWindow) {
    super();
  }
}

export const runQueryHandlers = [
  answered(RunsQuery, (reads, { listing }) => reads.listRuns(listing)),
  answered(RunCountQuery, (reads, { filter }) => reads.countRuns(filter)),
  answered(RunQuery, (reads, { runId }) => reads.getRun(runId)),
  answered(AttemptsQuery, (reads, { runId, stepKey }) => reads.listAttempts(runId, stepKey)),
  answered(RunEventsQuery, (reads, { filter }) => reads.listRunEvents(filter)),
  answered(StepQuery, (reads, { runId, stepKey }) => reads.getStep(runId, stepKey)),
  answered(TimelineQuery, (reads, { runId, limit }) => reads.runTimeline(runId, limit)),
  answered(RunChargesQuery, (reads, { runId, page }) => reads.runCharges(runId, page)),
  answered(RunPayloadQuery, (reads, { runId, sha256 }) => reads.runPayload(runId, sha256)),
  answered(GoodStepQuery, (reads, { workflowId, stepKey, before }) => reads.lastGoodStep(workflowId, stepKey, before)),
  answered(SameFailureQuery, (reads, { fingerprint }) => reads.sameFailure(fingerprint)),
  answered(OverviewQuery, (reads, { window }) => reads.overview(window)),
];
