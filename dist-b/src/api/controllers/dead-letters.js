var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Controller, Inject } from "@nestjs/common";
import { QueryBus } from "@nestjs/cqrs";
import { DomainError } from "../../domain/kernel/errors.js";
import { WorkflowDefinition } from "../../domain/workflow/definition.js";
import { answered, Commander } from "../commander.js";
import { RunQuery } from "../cqrs/run-queries.js";
import { DeadLetterGroupsQuery, DeadLettersQuery, WorkflowQuery } from "../cqrs/work-queries.js";
import { deadLetterGroupView, deadLetterView } from "../dead-letter-views.js";
import { Route } from "../http/route.js";
import { found } from "./found.js";
let DeadLettersController = class {
  constructor(commander, queries) {
    this.commander = commander;
    this.queries = queries;
  }
  commander;
  queries;
  async list({ query }) {
    const { status, run, workflow, fingerprint, step, limit, cursor } = query, filter = {
      status: status === "all" ? void 0 : status,
      runId: run,
      workflow,
      fingerprint,
      stepId: step,
      limit,
      cursor
    }, { items, next } = await this.queries.execute(new DeadLettersQuery(filter));
    return { items: items.map(deadLetterView), ...next === void 0 ? {} : { next } };
  }
  async groups({ query }) {
    const { status, workflow, limit } = query, filter = { status: status === "all" ? void 0 : status, workflow, limit }, { groups, total, letters } = await this.queries.execute(new DeadLetterGroupsQuery(filter));
    return { items: groups.map(deadLetterGroupView), groups: total, letters };
  }
  async outputSchema({ params }) {
    const { runId, stepKey } = params, { run, steps } = found(await this.queries.execute(new RunQuery(runId)), "run", runId), step = steps.find((one) => one.stepKey === stepKey), { workflowId, workflowVersion: version } = run, saved = found(
      await this.queries.execute(new WorkflowQuery(workflowId, version)),
      "workflow",
      `${workflowId}, version ${version}`
    ), schema = WorkflowDefinition.parse(saved.definition).steps.find(({ id }) => id === step?.stepId)?.output;
    if (step === void 0 || schema === void 0)
      throw new DomainError("STEP.UNKNOWN", "notFound", `Run ${runId} has no step "${stepKey}".`);
    return { runId, stepKey, stepId: step.stepId, workflowId, version, schema };
  }
  retry({ params, body: { reason } }, caller) {
    return this.give(params.runId, { name: "RetryStep", payload: { stepKey: params.stepKey, reason } }, caller);
  }
  skip({ params, body: { output, reason } }, caller) {
    return this.give(params.runId, { name: "SkipStep", payload: { stepKey: params.stepKey, output, reason } }, caller);
  }
  abandon({ params, body: { reason } }, caller) {
    return this.give(params.runId, { name: "AbandonStep", payload: { stepKey: params.stepKey, reason } }, caller);
  }
  async give(runId, request, caller) {
    return answered(await this.commander.onRun(runId, request, caller.context()));
  }
};
__decorateClass([
  Route("listDeadLetters")
], DeadLettersController.prototype, "list", 1), __decorateClass([
  Route("listDeadLetterGroups")
], DeadLettersController.prototype, "groups", 1), __decorateClass([
  Route("getOutputSchema")
], DeadLettersController.prototype, "outputSchema", 1), __decorateClass([
  Route("retryStep")
], DeadLettersController.prototype, "retry", 1), __decorateClass([
  Route("skipStep")
], DeadLettersController.prototype, "skip", 1), __decorateClass([
  Route("abandonStep")
], DeadLettersController.prototype, "abandon", 1), DeadLettersController = __decorateClass([
  Controller(),
  __decorateParam(0, Inject(Commander)),
  __decorateParam(1, Inject(QueryBus))
], DeadLettersController);
export {
  DeadLettersController
};
//# sourceMappingURL=dead-letters.js.map
