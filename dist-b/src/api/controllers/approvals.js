var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Controller, Inject } from "@nestjs/common";
import { QueryBus } from "@nestjs/cqrs";
import { allows } from "../../domain/operator/roles.js";
import { approvalDetail, approvalView, chainOf } from "../approval-views.js";
import { answered, Commander } from "../commander.js";
import { Approval } from "../contract/approvals.js";
import { RunQuery } from "../cqrs/run-queries.js";
import { ApprovalQuery, ApprovalsQuery, LastApprovedQuery } from "../cqrs/work-queries.js";
import { EventBodies } from "../event-bodies.js";
import { Route } from "../http/route.js";
import { found } from "./found.js";
const MAX_REQUESTS = 500;
let ApprovalsController = class {
  constructor(commander, queries, bodies) {
    this.commander = commander;
    this.queries = queries;
    this.bodies = bodies;
  }
  commander;
  queries;
  bodies;
  async list({ query }, caller) {
    const { status, mine, run, workflow, limit, cursor } = query, viewer = viewerOf(caller), { operatorId } = viewer;
    if (mine && !allows(viewer.roles, "approver")) return { items: [] };
    const { items, next } = await this.queries.execute(
      new ApprovalsQuery({
        status: mine ? "pending" : status === "all" ? void 0 : status,
        runId: run,
        workflow,
        limit,
        cursor,
        decidableBy: mine ? { operatorId, at: new Date(viewer.now).toISOString() } : void 0
      })
    );
    return { items: items.map((one) => approvalView(one, viewer)), ...next === void 0 ? {} : { next } };
  }
  async get({ params }, caller) {
    const { approvalId } = params, approval = found(await this.queries.execute(new ApprovalQuery(approvalId)), "approval", approvalId), [run, last, requests, whole] = await Promise.all([
      this.queries.execute(new RunQuery(approval.runId)),
      this.queries.execute(new LastApprovedQuery(approval)),
      this.queries.execute(new ApprovalsQuery({ runId: approval.runId, limit: MAX_REQUESTS })),
      // Whoever decides must see the exact parameters, however large they are.
      this.paramsOf(approval)
    ]), [original] = chainOf(approval, requests.items);
    return approvalDetail(approval, viewerOf(caller), {
      params: whole,
      run,
      last: last && { approval: last, params: await this.paramsOf(last) },
      original: original === void 0 || original.approvalId === approvalId ? void 0 : { approval: original, params: await this.paramsOf(original) },
      requests: requests.items
    });
  }
  async paramsOf(approval) {
    return Approval.shape.params.parse(await this.bodies.payload(approval.params));
  }
  async approve({ params, body }, caller) {
    const payload = { approvalId: params.approvalId, comment: body.comment };
    return answered(await this.commander.onRun(params.runId, { name: "Approve", payload }, caller.context()));
  }
  async reject({ params, body }, caller) {
    const payload = { approvalId: params.approvalId, comment: body.comment };
    return answered(await this.commander.onRun(params.runId, { name: "Reject", payload }, caller.context()));
  }
  async edit({ params, body }, caller) {
    const payload = { approvalId: params.approvalId, params: body.params, comment: body.comment }, answer = await this.commander.onRun(params.runId, { name: "EditApproval", payload }, caller.context()), approvalId = answer.events.map((event) => requestedIn(event.data)).find((id) => id !== void 0);
    return { ...answered(answer), ...approvalId === void 0 ? {} : { approvalId } };
  }
};
__decorateClass([
  Route("listApprovals")
], ApprovalsController.prototype, "list", 1), __decorateClass([
  Route("getApproval")
], ApprovalsController.prototype, "get", 1), __decorateClass([
  Route("approve")
], ApprovalsController.prototype, "approve", 1), __decorateClass([
  Route("reject")
], ApprovalsController.prototype, "reject", 1), __decorateClass([
  Route("editApproval")
], ApprovalsController.prototype, "edit", 1), ApprovalsController = __decorateClass([
  Controller(),
  __decorateParam(0, Inject(Commander)),
  __decorateParam(1, Inject(QueryBus)),
  __decorateParam(2, Inject(EventBodies))
], ApprovalsController);
function requestedIn(data) {
  if (!(typeof data != "object" || data === null || !("edits" in data) || !("approvalId" in data)))
    return typeof data.approvalId == "string" ? data.approvalId : void 0;
}
function viewerOf({ operator: { operatorId, roles } }) {
  return { operatorId, roles, now: Date.now() };
}
export {
  ApprovalsController
};
//# sourceMappingURL=approvals.js.map
