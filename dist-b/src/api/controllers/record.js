var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Controller, Inject } from "@nestjs/common";
import { QueryBus } from "@nestjs/cqrs";
import { requireRole } from "../../access/principal.js";
import { RunRecordQuery, TimedRecordQuery } from "../cqrs/audit-queries.js";
import { Route } from "../http/route.js";
import { CLOCK } from "../ports.js";
import { runRecord, timedRecord } from "../record-views.js";
const HOUR = 36e5, BACK_MS = {
  all: HOUR,
  charges: 24 * HOUR,
  approvals: 168 * HOUR,
  workflow: 720 * HOUR,
  audit: void 0
};
let RecordController = class {
  constructor(queries, clock) {
    this.queries = queries;
    this.clock = clock;
  }
  queries;
  clock;
  async get({ query }, caller) {
    const { scope, id = "", buckets, from, to, atLeast: _, ...filter } = query;
    if (scope === "run") return runRecord(await this.queries.execute(new RunRecordQuery(id, buckets)));
    scope === "audit" && requireRole(caller.operator, "auditor");
    const end = to === void 0 ? this.clock.now() : Date.parse(to), back = BACK_MS[scope], request = {
      scope: scopeOf(scope, id, filter),
      from: from !== void 0 ? Date.parse(from) : back === void 0 ? void 0 : end - back,
      to: end,
      buckets
    };
    return timedRecord(scope, await this.queries.execute(new TimedRecordQuery(request)));
  }
};
__decorateClass([
  Route("getRecord")
], RecordController.prototype, "get", 1), RecordController = __decorateClass([
  Controller(),
  __decorateParam(0, Inject(QueryBus)),
  __decorateParam(1, Inject(CLOCK))
], RecordController);
function scopeOf(scope, id, filter) {
  switch (scope) {
    case "workflow":
      return { kind: scope, workflowId: id };
    case "audit":
      return { kind: scope, filter };
    default:
      return { kind: scope };
  }
}
export {
  RecordController
};
//# sourceMappingURL=record.js.map
