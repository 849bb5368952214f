var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Controller, Inject } from "@nestjs/common";
import { QueryBus } from "@nestjs/cqrs";
import { stringify } from "csv-stringify/sync";
import { DomainError } from "../../domain/kernel/errors.js";
import { bucketsOf, csvRows, estimateView, MAX_BUCKETS, runCostView, seriesView } from "../cost-views.js";
import { CostEstimatesQuery, CostMatrixQuery, CostsQuery, RunCostsQuery } from "../cqrs/work-queries.js";
import { Route } from "../http/route.js";
import { costFigures } from "../views.js";
const HOUR_MS = 36e5, DAY_MS = 24 * HOUR_MS, DEFAULT_DAYS = 14;
let CostsController = class {
  constructor(queries) {
    this.queries = queries;
  }
  queries;
  async get({ query: { by, from, to, run } }) {
    const { rows, total, incomplete } = await this.queries.execute(new CostsQuery({ by, from, to, runId: run })), items = rows.map((row) => ({ key: row.key, ...costFigures(row) }));
    return { by, items, total: costFigures(total), incomplete };
  }
  async series({ query }) {
    const { filter, matrix } = await this.matrix(query);
    return seriesView(filter, matrix, query.top);
  }
  async csv({ query }) {
    const { matrix } = await this.matrix(query);
    return stringify(csvRows(matrix), {
      header: !0,
      // What people named may begin like a formula; a spreadsheet must not take it for one.
      escape_formulas: !0,
      columns: ["start", query.split, ...CSV_COLUMNS]
    });
  }
  async runs({ query }) {
    const { workflow, limit } = query;
    return { items: (await this.queries.execute(new RunCostsQuery({ ...rangeOf(query), workflow, limit }))).map(runCostView) };
  }
  async estimates({ query }) {
    const { by, workflow } = query;
    return { items: (await this.queries.execute(new CostEstimatesQuery({ ...rangeOf(query), by, workflow }))).map(estimateView) };
  }
  async matrix(query) {
    const filter = { by: query.by, split: query.split, ...wholeHours(rangeOf(query)) };
    if (bucketsOf(filter).length > MAX_BUCKETS)
      throw new DomainError(
        "REQUEST.RANGE",
        "invalid",
        `The range has more than ${MAX_BUCKETS} ${filter.by}s: choose a shorter one${filter.by === "hour" ? ", or by=day" : ""}.`
      );
    return { filter, matrix: await this.queries.execute(new CostMatrixQuery(filter)) };
  }
};
__decorateClass([
  Route("getCosts")
], CostsController.prototype, "get", 1), __decorateClass([
  Route("getCostSeries")
], CostsController.prototype, "series", 1), __decorateClass([
  Route("getCostSeriesCsv")
], CostsController.prototype, "csv", 1), __decorateClass([
  Route("listRunCosts")
], CostsController.prototype, "runs", 1), __decorateClass([
  Route("listCostEstimates")
], CostsController.prototype, "estimates", 1), CostsController = __decorateClass([
  Controller(),
  __decorateParam(0, Inject(QueryBus))
], CostsController);
const CSV_COLUMNS = [
  "name",
  "usd",
  "nanoUsd",
  "charges",
  "inputTokens",
  "cachedInputTokens",
  "cacheWriteTokens",
  "outputTokens",
  "reasoningTokens"
], wholeHours = ({ from, to }) => ({
  from: new Date(Math.floor(Date.parse(from) / HOUR_MS) * HOUR_MS).toISOString(),
  to: new Date(Math.ceil(Date.parse(to) / HOUR_MS) * HOUR_MS).toISOString()
});
function rangeOf(query) {
  const midnight = Math.floor(Date.now() / DAY_MS) * DAY_MS, to = query.to === void 0 ? midnight + DAY_MS : Date.parse(query.to), from = query.from === void 0 ? Math.min(midnight, to - 1) - (DEFAULT_DAYS - 1) * DAY_MS : Date.parse(query.from);
  if (from >= to)
    throw new DomainError("REQUEST.RANGE", "invalid", "The range ends before it begins: give from before to.", {
      problems: [{ path: "?from", message: "must be before to" }]
    });
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
export {
  CostsController
};
//# sourceMappingURL=costs.js.map
