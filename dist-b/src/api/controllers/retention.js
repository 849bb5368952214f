var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Controller, Inject } from "@nestjs/common";
import { NAMESPACE, uuidV5 } from "../../commands/hashing.js";
import { FLOOR_MONTHS } from "../../domain/retention/state.js";
import { answered, Commander } from "../commander.js";
import { Route } from "../http/route.js";
import { RETENTION } from "../ports.js";
const SHOWN = 200;
let RetentionController = class {
  constructor(desk, commander) {
    this.desk = desk;
    this.commander = commander;
  }
  desk;
  commander;
  async show() {
    const { months, policyAt, holds, erased, pruning, lastProof } = await this.desk.state(), { now, last } = this.desk.work();
    return {
      policyAt: instant(policyAt),
      nextAt: instant(await this.desk.nextAt()),
      lastPrunedAt: instant(lastProof?.at),
      progress: now ?? null,
      last: last === void 0 ? null : { ...last, at: new Date(last.at).toISOString(), problem: last.problem ?? null },
      months: months ?? null,
      floorMonths: FLOOR_MONTHS,
      holds: holds.map(holdView),
      erased: erased.length,
      pruning: pruning.length
    };
  }
  set({ body }, caller) {
    return this.give({ name: "SetRetentionPolicy", payload: body }, caller);
  }
  async plan() {
    return planView(await this.desk.plan());
  }
  async apply(_, caller) {
    const { pruned, held, archives } = await this.desk.apply(caller.context());
    return { pruned, held, archives: [...archives] };
  }
  async place({ body }, caller) {
    await this.desk.checkScope(body.scope);
    const holdId = uuidV5(NAMESPACE, caller.commandId, "hold");
    return { ...await this.give({ name: "PlaceHold", payload: { holdId, ...body } }, caller), holdId };
  }
  lift({ params, body }, caller) {
    return this.give({ name: "RequestHoldLift", payload: { ...params, ...body } }, caller);
  }
  confirm({ params, body }, caller) {
    return this.give({ name: "ConfirmHoldLift", payload: { ...params, ...body } }, caller);
  }
  async lookUp({ body }) {
    const { keyId, runs } = await this.desk.standing(body.subject);
    return { keyId, runs: runs.map(({ runId }) => runId) };
  }
  async erase({ body }, caller) {
    return answered(await this.desk.erase(body.subject, body.reason, caller.context()));
  }
  async give(request, caller) {
    return answered(await this.commander.onRetention(request, caller.context()));
  }
};
__decorateClass([
  Route("getRetention")
], RetentionController.prototype, "show", 1), __decorateClass([
  Route("setRetentionPolicy")
], RetentionController.prototype, "set", 1), __decorateClass([
  Route("planPruning")
], RetentionController.prototype, "plan", 1), __decorateClass([
  Route("applyRetention")
], RetentionController.prototype, "apply", 1), __decorateClass([
  Route("placeHold")
], RetentionController.prototype, "place", 1), __decorateClass([
  Route("requestHoldLift")
], RetentionController.prototype, "lift", 1), __decorateClass([
  Route("confirmHoldLift")
], RetentionController.prototype, "confirm", 1), __decorateClass([
  Route("lookUpSubject")
], RetentionController.prototype, "lookUp", 1), __decorateClass([
  Route("eraseSubject")
], RetentionController.prototype, "erase", 1), RetentionController = __decorateClass([
  Controller(),
  __decorateParam(0, Inject(RETENTION)),
  __decorateParam(1, Inject(Commander))
], RetentionController);
const instant = (ms) => ms === void 0 ? null : new Date(ms).toISOString(), holdView = ({ lift, ...hold }) => ({ ...hold, lift: lift ?? null });
function planView({ months, due, held, more }) {
  const view = ({ run, workflowName, expiredAt }, holds) => ({
    runId: run.runId,
    workflowId: run.workflowId,
    workflowName,
    class: run.class,
    endedAt: run.endedAt ?? null,
    expiredAt,
    holds: holds.map(({ holdId }) => holdId)
  });
  return {
    months,
    due: due.length,
    held: held.length,
    more,
    runs: [...held.map((one) => view(one, one.holds)), ...due.map((one) => view(one, []))].slice(0, SHOWN)
  };
}
export {
  RetentionController
};
//# sourceMappingURL=retention.js.map
