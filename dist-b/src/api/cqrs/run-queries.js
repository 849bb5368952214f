import { Query } from "@nestjs/cqrs";
import { answered } from "./answered.js";
class RunsQuery extends Query {
  constructor(listing) {
    super();
    this.listing = listing;
  }
  listing;
}
class RunCountQuery extends Query {
  constructor(filter) {
    super();
    this.filter = filter;
  }
  filter;
}
class RunQuery extends Query {
  constructor(runId) {
    super();
    this.runId = runId;
  }
  runId;
}
class AttemptsQuery extends Query {
  constructor(runId, stepKey) {
    super();
    this.runId = runId;
    this.stepKey = stepKey;
  }
  runId;
  stepKey;
}
class RunEventsQuery extends Query {
  constructor(filter) {
    super();
    this.filter = filter;
  }
  filter;
}
class StepQuery extends Query {
  constructor(runId, stepKey) {
    super();
    this.runId = runId;
    this.stepKey = stepKey;
  }
  runId;
  stepKey;
}
class TimelineQuery extends Query {
  constructor(runId, limit) {
    super();
    this.runId = runId;
    this.limit = limit;
  }
  runId;
  limit;
}
class RunChargesQuery extends Query {
  constructor(runId, page) {
    super();
    this.runId = runId;
    this.page = page;
  }
  runId;
  page;
}
class RunPayloadQuery extends Query {
  constructor(runId, sha256) {
    super();
    this.runId = runId;
    this.sha256 = sha256;
  }
  runId;
  sha256;
}
class GoodStepQuery extends Query {
  constructor(workflowId, stepKey, before) {
    super();
    this.workflowId = workflowId;
    this.stepKey = stepKey;
    this.before = before;
  }
  workflowId;
  stepKey;
  before;
}
class SameFailureQuery extends Query {
  constructor(fingerprint) {
    super();
    this.fingerprint = fingerprint;
  }
  fingerprint;
}
class OverviewQuery extends Query {
  constructor(window) {
    super();
    this.window = window;
  }
  window;
}
const runQueryHandlers = [
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
  answered(OverviewQuery, (reads, { window }) => reads.overview(window))
];
export {
  AttemptsQuery,
  GoodStepQuery,
  OverviewQuery,
  RunChargesQuery,
  RunCountQuery,
  RunEventsQuery,
  RunPayloadQuery,
  RunQuery,
  RunsQuery,
  SameFailureQuery,
  StepQuery,
  TimelineQuery,
  runQueryHandlers
};
//# sourceMappingURL=run-queries.js.map
