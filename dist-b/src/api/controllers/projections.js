var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Controller, Inject } from "@nestjs/common";
import { QueryBus } from "@nestjs/cqrs";
import { ProjectionsQuery } from "../cqrs/queries.js";
import { Route } from "../http/route.js";
import { CLOCK, LOG, READS } from "../ports.js";
import { poisonView, projectionView } from "../views.js";
let ProjectionsController = class {
  constructor(queries, reads, log, clock) {
    this.queries = queries;
    this.reads = reads;
    this.log = log;
    this.clock = clock;
  }
  queries;
  reads;
  log;
  clock;
  async status({ query: { group } }) {
    return projectionView(await this.queries.execute(new ProjectionsQuery(group)), this.clock.now());
  }
  async rebuild({ body }) {
    const { group = "main", anew = !1 } = body ?? {}, { rebuilding } = await this.queries.execute(new ProjectionsQuery(group));
    return rebuilding?.state === "running" ? { started: !1, resumed: !1 } : (await new Promise((begun, refused) => {
      this.reads.rebuild({ anew, onProgress: () => begun() }, group).then(
        () => begun(),
        (error) => {
          this.log.error({ err: error, group }, "rebuild of the read models failed"), refused(error);
        }
      );
    }), { started: !0, resumed: rebuilding !== null && !anew });
  }
  async stop({ body }) {
    const { group = "main", discard = !1 } = body ?? {};
    return { stopped: await this.reads.stopRebuild({ discard }, group) };
  }
  async poison({ query: { group } }) {
    const { deadLettered } = await this.queries.execute(new ProjectionsQuery(group));
    return { items: deadLettered.map(poisonView) };
  }
  async retry({ body }) {
    return { ...await this.reads.retryParked(body?.group ?? "main") };
  }
};
__decorateClass([
  Route("getProjections")
], ProjectionsController.prototype, "status", 1), __decorateClass([
  Route("rebuildProjections")
], ProjectionsController.prototype, "rebuild", 1), __decorateClass([
  Route("stopProjections")
], ProjectionsController.prototype, "stop", 1), __decorateClass([
  Route("listPoisonEvents")
], ProjectionsController.prototype, "poison", 1), __decorateClass([
  Route("retryProjections")
], ProjectionsController.prototype, "retry", 1), ProjectionsController = __decorateClass([
  Controller(),
  __decorateParam(0, Inject(QueryBus)),
  __decorateParam(1, Inject(READS)),
  __decorateParam(2, Inject(LOG)),
  __decorateParam(3, Inject(CLOCK))
], ProjectionsController);
export {
  ProjectionsController
};
//# sourceMappingURL=projections.js.map
