var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Controller, Inject } from "@nestjs/common";
import { QueryBus } from "@nestjs/cqrs";
import { uuidV5 } from "../../commands/hashing.js";
import { RunId } from "../../domain/kernel/ids.js";
import { budgetOf } from "../budget-input.js";
import { answered, Commander } from "../commander.js";
import { AttemptsQuery, RunCountQuery, RunEventsQuery, RunQuery, RunsQuery } from "../cqrs/run-queries.js";
import { EventBodies } from "../event-bodies.js";
import { Route } from "../http/route.js";
import { attemptView, indexedEvent, runView, runWithSteps } from "../run-views.js";
import { found } from "./found.js";
let RunsController = class {
  constructor(commander, queries, bodies) {
    this.commander = commander;
    this.queries = queries;
    this.bodies = bodies;
  }
  commander;
  queries;
  bodies;
  async start({ body }, caller) {
    const runId = RunId.parse(uuidV5(caller.commandId, "run")), { workflowId, version, input = {}, budget, priority } = body, payload = {
      runId,
      workflowId,
      version,
      input,
      priority,
      budget: budget && budgetOf(budget),
      trigger: { kind: "manual", id: caller.operator.operatorId }
    }, answer = await this.commander.onRun(runId, { name: "StartRun", payload }, caller.context());
    return { ...answered(answer), runId };
  }
  async list({ query: { atLeast: _, ...listing } }) {
    const { items, next } = await this.queries.execute(new RunsQuery(listing));
    return { items: items.map(runView), ...next === void 0 ? {} : { next } };
  }
  async count({ query: { atLeast: _, ...filter } }) {
    return this.queries.execute(new RunCountQuery(filter));
  }
  async get({ params: { runId } }) {
    return runWithSteps(found(await this.queries.execute(new RunQuery(runId)), "run", runId));
  }
  async attempts({ params: { runId }, query }) {
    const rows = await this.queries.execute(new AttemptsQuery(runId, query.step));
    return rows.length === 0 && found(await this.queries.execute(new RunQuery(runId)), "run", runId), { items: rows.map(attemptView) };
  }
  async events({ params: { runId }, query }) {
    const { view, from, limit, type, step, actor, failures } = query, filter = { runId, from, limit, types: type?.split(","), stepKey: step, actor, failures }, items = view === "full" ? await this.bodies.list(runId, from, limit) : (await this.queries.execute(new RunEventsQuery(filter))).map(indexedEvent);
    items.length === 0 && found(await this.queries.execute(new RunQuery(runId)), "run", runId);
    const last = items.at(-1);
    return { items, ...last && items.length === limit ? { next: last.revision + 1 } : {} };
  }
  event({ params, query }) {
    return this.bodies.one(params.runId, params.revision, query.payloads);
  }
  cancel({ params, body }, caller) {
    return this.give(params.runId, { name: "CancelRun", payload: body }, caller);
  }
  halt({ params, body: { reason } }, caller) {
    return this.give(params.runId, { name: "HaltRun", payload: { reason, scope: { kind: "run" } } }, caller);
  }
  pause({ params, body }, caller) {
    return this.give(params.runId, { name: "PauseRun", payload: body }, caller);
  }
  resume({ params, body }, caller) {
    return this.give(params.runId, { name: "ResumeRun", payload: body }, caller);
  }
  budget({ params, body }, caller) {
    const payload = { budget: budgetOf(body), stepKey: body.step, reason: body.reason };
    return this.give(params.runId, { name: "ChangeRunBudget", payload }, caller);
  }
  async give(runId, request, caller) {
    return answered(await this.commander.onRun(runId, request, caller.context()));
  }
};
__decorateClass([
  Route("startRun")
], RunsController.prototype, "start", 1), __decorateClass([
  Route("listRuns")
], RunsController.prototype, "list", 1), __decorateClass([
  Route("countRuns")
], RunsController.prototype, "count", 1), __decorateClass([
  Route("getRun")
], RunsController.prototype, "get", 1), __decorateClass([
  Route("listAttempts")
], RunsController.prototype, "attempts", 1), __decorateClass([
  Route("listRunEvents")
], RunsController.prototype, "events", 1), __decorateClass([
  Route("getRunEvent")
], RunsController.prototype, "event", 1), __decorateClass([
  Route("cancelRun")
], RunsController.prototype, "cancel", 1), __decorateClass([
  Route("haltRun")
], RunsController.prototype, "halt", 1), __decorateClass([
  Route("pauseRun")
], RunsController.prototype, "pause", 1), __decorateClass([
  Route("resumeRun")
], RunsController.prototype, "resume", 1), __decorateClass([
  Route("changeRunBudget")
], RunsController.prototype, "budget", 1), RunsController = __decorateClass([
  Controller(),
  __decorateParam(0, Inject(Commander)),
  __decorateParam(1, Inject(QueryBus)),
  __decorateParam(2, Inject(EventBodies))
], RunsController);
export {
  RunsController
};
//# sourceMappingURL=runs.js.map
