var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Inject, Injectable } from "@nestjs/common";
import { QueryBus } from "@nestjs/cqrs";
import { DomainError } from "../domain/kernel/errors.js";
import { HaltsQuery, HeldWorkQuery, OpenWorkQuery } from "./cqrs/work-queries.js";
import { OPEN_RUNS } from "./ports.js";
import { haltView } from "./views.js";
let HaltPreviews = class {
  constructor(queries, openRuns) {
    this.queries = queries;
    this.openRuns = openRuns;
  }
  queries;
  openRuns;
  async halt(scope) {
    const [{ workflows, agents }, halts] = await Promise.all([
      this.queries.execute(new OpenWorkQuery(scope.kind === "workflow" ? scope.id : void 0)),
      this.halts()
    ]), touched = workflows.filter(({ runs }) => runs > 0).map(({ workflowId, workflowName, runs, leases, approvals }) => ({
      workflowId,
      workflowName,
      runs,
      leases,
      approvals: approvals ?? 0
    })), sum = (of) => touched.reduce((all, one) => all + of(one), 0);
    return {
      scope,
      runs: sum(({ runs }) => runs),
      leases: sum(({ leases }) => leases),
      approvals: sum(({ approvals }) => approvals),
      workflows: touched,
      agents: [...agents],
      alreadyHalted: workflows.reduce((all, { halted }) => all + halted, 0),
      openHalts: halts.filter((halt) => halt.liftedAt === null && overlap(halt.scope, scope))
    };
  }
  /** Rejects with HALT.NOT_FOUND. */
  async lift(haltId) {
    const halts = await this.halts(), halt = halts.find((one) => one.haltId === haltId);
    if (!halt)
      throw new DomainError(
        "HALT.NOT_FOUND",
        "notFound",
        `There is no emergency stop ${haltId}. \`missionctl halt list\` shows them.`
      );
    const others = halts.filter((one) => one.liftedAt === null && one.haltId !== haltId), held = halt.liftedAt === null ? (await this.openRuns()).filter((run) => run.haltId === haltId) : [], stillHeld = held.filter(({ workflowId }) => others.some((one) => covers(one.scope, workflowId))), free = held.filter((run) => !stillHeld.includes(run)), { workflows, readySteps } = await this.queries.execute(new HeldWorkQuery(free.map(({ runId }) => runId)));
    return {
      halt,
      runs: held.length,
      workflows: workflows.map((one) => ({ ...one })),
      stillHeld: stillHeld.length,
      startable: startable(halt, others),
      readySteps
    };
  }
  async halts() {
    return (await this.queries.execute(new HaltsQuery())).map(haltView);
  }
};
HaltPreviews = __decorateClass([
  Injectable(),
  __decorateParam(0, Inject(QueryBus)),
  __decorateParam(1, Inject(OPEN_RUNS))
], HaltPreviews);
const covers = (scope, workflowId) => scope.kind === "everything" || scope.id === workflowId, overlap = (a, b) => a.kind === "everything" || b.kind === "everything" || a.id === b.id;
function startable({ scope, liftedAt }, others) {
  return liftedAt !== null || others.some((one) => one.scope.kind === "everything") ? [] : scope.kind === "workflow" ? others.some((one) => covers(one.scope, scope.id)) ? [] : [scope.id] : "everything";
}
export {
  HaltPreviews
};
//# sourceMappingURL=halt-previews.js.map
