import { z } from "zod";
import { RunId, Slug } from "../../domain/kernel/ids.js";
import { isInstant } from "../../domain/kernel/instant.js";
import {
  CostEstimate,
  CostSeries,
  CostSplit,
  exampleEstimate,
  exampleRunCost,
  exampleSeries,
  exampleSums,
  figures,
  RunCost
} from "./cost-views.js";
import { endpoint } from "./endpoint.js";
import { listOf, Nothing, readQuery } from "./primitives.js";
const CostDimension = z.enum(["run", "step", "agent", "model", "workflow", "operator", "hour", "day"]).meta({ id: "CostDimension" }), CostRow = z.object({
  key: z.string().describe("An id; of a step `workflow/step`; of an hour or a day its start."),
  ...figures
}).meta({ id: "CostRow" }), noon = z.iso.datetime({ error: "must be an instant such as 2026-11-24T14:00:00Z", abort: !0 }).refine(
  (text) => [0, 36e5].every((later) => isInstant(new Date(Date.parse(text) + later).toISOString())),
  "must be an instant from 1970 to 9999, an hour before its end"
), range = {
  from: noon.optional().describe("Inclusive. Default: 13 days before today, midnight UTC."),
  to: noon.optional().describe("Exclusive. Default: the end of today, UTC.")
}, seriesQuery = {
  by: z.enum(["day", "hour"]).default("day"),
  split: CostSplit.default("workflow"),
  top: z.coerce.number().int().min(1).max(200).default(8).describe("So many series; others are `rest`."),
  ...range
}, costEndpoints = {
  getCosts: endpoint({
    method: "GET",
    path: "/api/costs",
    tag: "Costs",
    role: "viewer",
    command: !1,
    status: 200,
    params: Nothing,
    query: readQuery({
      by: CostDimension.default("day"),
      from: noon.optional().describe("Only with by=hour or by=day."),
      to: noon.optional(),
      run: RunId.optional().describe("Only the charges of this run (by=step, agent or model).")
    }),
    body: z.undefined(),
    response: z.object({
      by: CostDimension,
      items: z.array(CostRow),
      total: z.object(figures),
      incomplete: z.boolean().describe("True while events wait that could not be projected.")
    }),
    summary: "What it cost",
    description: "Sums of recorded charges; every dimension adds up to the same total, to the nano-dollar.",
    example: {
      response: {
        by: "model",
        items: [{ key: "demo/rules-1", ...exampleSums }],
        total: exampleSums,
        incomplete: !1
      }
    }
  }),
  getCostSeries: endpoint({
    method: "GET",
    path: "/api/costs/series",
    tag: "Costs",
    role: "viewer",
    command: !1,
    status: 200,
    params: Nothing,
    query: readQuery(seriesQuery),
    body: z.undefined(),
    response: CostSeries,
    summary: "Costs by day or hour, split",
    description: "A matrix of sums over the hours that the range touches: the dearest series and the rest, by bucket of time (UTC). Rows, columns and the total are sums of the same charges, to the nano-dollar.",
    example: { response: exampleSeries }
  }),
  getCostSeriesCsv: endpoint({
    method: "GET",
    path: "/api/costs.csv",
    tag: "Costs",
    role: "viewer",
    command: !1,
    status: 200,
    media: "text/csv",
    params: Nothing,
    query: readQuery({ by: seriesQuery.by, split: seriesQuery.split, ...range }),
    body: z.undefined(),
    response: z.string(),
    summary: "Costs by day or hour, split, as CSV",
    description: "One line per bucket and key that cost something: `start,<split>,name,usd,nanoUsd,charges,inputTokens,cachedInputTokens,cacheWriteTokens,outputTokens,reasoningTokens`. The same sums as the series, with every key.",
    example: {
      response: `start,workflow,name,usd,nanoUsd,charges,inputTokens,cachedInputTokens,cacheWriteTokens,outputTokens,reasoningTokens
2026-11-24T00:00:00Z,repository-report,Repository report,0.002145,2145000,3,4100,0,0,1020,0
`
    }
  }),
  listRunCosts: endpoint({
    method: "GET",
    path: "/api/costs/runs",
    tag: "Costs",
    role: "viewer",
    command: !1,
    status: 200,
    params: Nothing,
    query: readQuery({
      ...range,
      workflow: Slug.optional(),
      limit: z.coerce.number().int().min(1).max(100).default(10)
    }),
    body: z.undefined(),
    response: listOf(RunCost),
    summary: "The dearest runs",
    description: "By what was charged to them within the range.",
    example: { response: { items: [exampleRunCost] } }
  }),
  listCostEstimates: endpoint({
    method: "GET",
    path: "/api/costs/estimates",
    tag: "Costs",
    role: "viewer",
    command: !1,
    status: 200,
    params: Nothing,
    query: readQuery({ ...range, by: z.enum(["step", "workflow"]).default("step"), workflow: Slug.optional() }),
    body: z.undefined(),
    response: listOf(CostEstimate),
    summary: "Estimate against real",
    description: "Over the completed steps of runs that were started within the range; the largest difference first.",
    example: { response: { items: [exampleEstimate] } }
  })
};
export {
  CostDimension,
  CostRow,
  costEndpoints
};
//# sourceMappingURL=costs.js.map
