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
import { answered } from "../commander.js";
import { HaltsQuery } from "../cqrs/work-queries.js";
import { EmergencyStop } from "../emergency-stop.js";
import { HaltPreviews } from "../halt-previews.js";
import { Route } from "../http/route.js";
import { haltView } from "../views.js";
let HaltsController = class {
  constructor(queries, stop, previews) {
    this.queries = queries;
    this.stop = stop;
    this.previews = previews;
  }
  queries;
  stop;
  previews;
  async list({ query: { status } }) {
    return {
      items: (await this.queries.execute(new HaltsQuery())).map(haltView).filter(({ liftedAt }) => status === "all" || liftedAt === null == (status === "open"))
    };
  }
  preview({ query: { scope, id } }) {
    if (scope === "everything") return this.previews.halt({ kind: "everything" });
    if (id === void 0)
      throw new DomainError("REQUEST.INVALID", "invalid", "Say which workflow: give id with scope=workflow.", {
        problems: [{ path: "?id", message: "is required with scope=workflow" }]
      });
    return this.previews.halt({ kind: "workflow", id });
  }
  previewLift({ params: { haltId } }) {
    return this.previews.lift(haltId);
  }
  async order({ body: { scope, reason } }, caller) {
    const { answer, haltId, halted } = await this.stop.order(caller, scope, reason);
    return { ...answered(answer), haltId, halted };
  }
  async lift({ params: { haltId }, body }, caller) {
    const { answer, resumed } = await this.stop.lift(caller, haltId, body.reason, body.resume);
    return { ...answered(answer), haltId, resumed };
  }
};
__decorateClass([
  Route("listHalts")
], HaltsController.prototype, "list", 1), __decorateClass([
  Route("previewHalt")
], HaltsController.prototype, "preview", 1), __decorateClass([
  Route("previewLift")
], HaltsController.prototype, "previewLift", 1), __decorateClass([
  Route("orderHalt")
], HaltsController.prototype, "order", 1), __decorateClass([
  Route("liftHalt")
], HaltsController.prototype, "lift", 1), HaltsController = __decorateClass([
  Controller(),
  __decorateParam(0, Inject(QueryBus)),
  __decorateParam(1, Inject(EmergencyStop)),
  __decorateParam(2, Inject(HaltPreviews))
], HaltsController);
export {
  HaltsController
};
//# sourceMappingURL=halts.js.map
