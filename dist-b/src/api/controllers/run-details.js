var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Controller, Header, Inject } from "@nestjs/common";
import { QueryBus } from "@nestjs/cqrs";
import { DomainError } from "../../domain/kernel/errors.js";
import { RunChargesQuery, RunPayloadQuery, RunQuery, StepQuery, TimelineQuery } from "../cqrs/run-queries.js";
import { Route } from "../http/route.js";
import { RunFailures } from "../run-failures.js";
import { payloadView, RunPayloads } from "../run-payloads.js";
import { runChargesView, timelineView } from "../run-views.js";
import { RunStates } from "../run-states.js";
import { StepDetails } from "../step-details.js";
import { found } from "./found.js";
const MOST = 2e4;
let RunDetailsController = class {
  constructor(queries, payloads, steps, failures, states) {
    this.queries = queries;
    this.payloads = payloads;
    this.steps = steps;
    this.failures = failures;
    this.states = states;
  }
  queries;
  payloads;
  steps;
  failures;
  states;
  state({ params: { runId }, query }) {
    return this.states.at(runId, query.at, query.diff);
  }
  async timeline({ params: { runId } }) {
    const timeline = await this.queries.execute(new TimelineQuery(runId, MOST));
    return timeline.attempts.length === 0 && await this.run(runId), timelineView(timeline);
  }
  async failure({ params: { runId } }) {
    return this.failures.of(await this.run(runId));
  }
  async step({ params: { runId, stepKey } }) {
    const entry = await this.queries.execute(new StepQuery(runId, stepKey));
    if (entry) return this.steps.of(runId, entry);
    throw await this.run(runId), new DomainError("STEP.UNKNOWN", "notFound", `Run ${runId} has no step "${stepKey}".`);
  }
  async charges({ params: { runId }, query }) {
    const { run, steps } = await this.run(runId), charges = await this.queries.execute(new RunChargesQuery(runId, query));
    return runChargesView(charges, steps, run.incomplete);
  }
  async input({ params: { runId }, query }) {
    const event = await this.payloads.start(runId), { workflow, input, budget, priority, trigger } = event.data, shown = payloadView(event, input);
    return {
      runId,
      workflowId: workflow.id,
      workflowName: workflow.name,
      version: workflow.version,
      priority,
      budget: { nanoUsd: budget.nanoUsd ?? null, tokens: budget.tokens ?? null },
      trigger: { kind: trigger.kind, id: trigger.id },
      input: query.payloads === "inline" ? { ...shown, value: await this.payloads.value(input) } : shown
    };
  }
  async payload({ params: { runId, hash } }) {
    const payload = await this.queries.execute(new RunPayloadQuery(runId, hash));
    if (payload) return this.payloads.stored(payload);
    throw new DomainError("PAYLOAD.NOT_FOUND", "notFound", `No event of run ${runId} refers to a payload ${hash}.`);
  }
  async run(runId) {
    return found(await this.queries.execute(new RunQuery(runId)), "run", runId);
  }
};
__decorateClass([
  Route("getRunState")
], RunDetailsController.prototype, "state", 1), __decorateClass([
  Route("getRunTimeline")
], RunDetailsController.prototype, "timeline", 1), __decorateClass([
  Route("getRunFailure")
], RunDetailsController.prototype, "failure", 1), __decorateClass([
  Route("getRunStep")
], RunDetailsController.prototype, "step", 1), __decorateClass([
  Route("listRunCharges")
], RunDetailsController.prototype, "charges", 1), __decorateClass([
  Route("getRunInput")
], RunDetailsController.prototype, "input", 1), __decorateClass([
  Header("content-disposition", 'attachment; filename="payload.json"'),
  Route("getRunPayload")
], RunDetailsController.prototype, "payload", 1), RunDetailsController = __decorateClass([
  Controller(),
  __decorateParam(0, Inject(QueryBus)),
  __decorateParam(1, Inject(RunPayloads)),
  __decorateParam(2, Inject(StepDetails)),
  __decorateParam(3, Inject(RunFailures)),
  __decorateParam(4, Inject(RunStates))
], RunDetailsController);
export {
  RunDetailsController
};
//# sourceMappingURL=run-details.js.map
