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
import { OverviewQuery } from "../cqrs/run-queries.js";
import { Route } from "../http/route.js";
import { overviewView } from "../overview-views.js";
import { CLOCK } from "../ports.js";
const DAY_MS = 864e5, LONGEST_DAY_MS = 25 * 36e5;
let OverviewController = class {
  constructor(queries, clock) {
    this.queries = queries;
    this.clock = clock;
  }
  queries;
  clock;
  async get({ query }, caller) {
    const now = this.clock.now(), window = {
      now: new Date(now).toISOString(),
      dayStart: query.dayStart === void 0 ? midnight(now) : today(query.dayStart, now),
      failedFrom: new Date(now - DAY_MS).toISOString()
    };
    return overviewView(await this.queries.execute(new OverviewQuery(window)), window, caller.operator);
  }
};
__decorateClass([
  Route("getOverview")
], OverviewController.prototype, "get", 1), OverviewController = __decorateClass([
  Controller(),
  __decorateParam(0, Inject(QueryBus)),
  __decorateParam(1, Inject(CLOCK))
], OverviewController);
const midnight = (now) => new Date(Math.floor(now / DAY_MS) * DAY_MS).toISOString();
function today(dayStart, now) {
  const age = now - Date.parse(dayStart);
  if (age > -36e5 && age <= LONGEST_DAY_MS) return dayStart;
  throw new DomainError(
    "REQUEST.INVALID",
    "invalid",
    "The request has a problem: ?dayStart: is not the start of today",
    {
      problems: [{ path: "?dayStart", message: "must be the start of today: at most 25 hours ago" }]
    }
  );
}
export {
  OverviewController
};
//# sourceMappingURL=overview.js.map
