import { z } from "zod";
import { endpoint } from "./endpoint.js";
import { At, EXAMPLE, Money, Position, readQuery, RevisionInAddress, RunParams, TokenCounts } from "./primitives.js";
const Charge = z.object({
  revision: z.int().describe("The event that it stands in."),
  index: z.int().describe("Its place among the charges of that event."),
  position: Position,
  at: At,
  chargeId: z.string(),
  callId: z.string(),
  stepKey: z.string(),
  attempt: z.int(),
  agentId: z.string(),
  model: z.string(),
  priceId: z.string(),
  tokens: TokenCounts,
  nanoUsd: Money.describe("Negative when an earlier charge is corrected."),
  source: z.enum(["measured", "estimated", "unknown"])
}).meta({ id: "Charge" }), figures = {
  nanoUsd: Money,
  tokens: TokenCounts,
  charges: z.int(),
  estimated: z.int().describe("Charges of which the tokens are an estimate."),
  unknown: z.int().describe("Charges whose price or usage is not known.")
}, StepCost = z.object({
  stepKey: z.string(),
  name: z.string(),
  order: z.int(),
  estimate: z.object({ nanoUsd: Money, tokens: z.int() }).describe("The definition's estimate of one attempt; zero when it gives none."),
  attempts: z.int(),
  reservedNanoUsd: Money,
  ...figures
}), KeyCost = z.object({ key: z.string(), ...figures }), exampleCharge = {
  revision: 11,
  index: 0,
  position: EXAMPLE.position,
  at: EXAMPLE.at,
  chargeId: EXAMPLE.leaseId,
  callId: "call-1",
  stepKey: "risk-summary",
  attempt: 1,
  agentId: "repository",
  model: "demo/rules-1",
  priceId: "demo/rules-1@2026-01-01",
  tokens: { input: 4100, cachedInput: 0, cacheWrite: 0, output: 1020, reasoning: 0 },
  nanoUsd: "2145000",
  source: "measured"
}, exampleFigures = {
  nanoUsd: "2145000",
  tokens: exampleCharge.tokens,
  charges: 1,
  estimated: 0,
  unknown: 0
}, runChargeEndpoints = {
  listRunCharges: endpoint({
    method: "GET",
    path: "/api/runs/:runId/charges",
    tag: "Costs",
    role: "viewer",
    command: !1,
    status: 200,
    params: RunParams,
    query: readQuery({
      limit: z.coerce.number().int().min(0).max(1e3).default(200),
      cursor: z.string().max(500).optional().describe("`next` of the page before."),
      through: RevisionInAddress.optional().describe(
        "What had been charged by this event of the run. `reservedNanoUsd` is of now all the same."
      )
    }),
    body: z.undefined(),
    response: z.object({
      total: z.object(figures),
      steps: z.array(StepCost).describe("Every step of the definition in its order: estimated against what it really cost."),
      agents: z.array(KeyCost).describe("Largest first."),
      models: z.array(KeyCost).describe("Largest first."),
      items: z.array(Charge).describe("The charges, last first."),
      next: z.string().optional(),
      incomplete: z.boolean().describe("True while an event of this run could not be projected.")
    }),
    summary: "What a run cost",
    description: "By step, agent and model, each adding up to the same total, to the nano-dollar; and every charge with its event.",
    example: {
      response: {
        total: exampleFigures,
        steps: [
          {
            stepKey: "risk-summary",
            name: "Risk summary",
            order: 4,
            estimate: { nanoUsd: "2000000", tokens: 5e3 },
            attempts: 1,
            reservedNanoUsd: "0",
            ...exampleFigures
          }
        ],
        agents: [{ key: "repository", ...exampleFigures }],
        models: [{ key: "demo/rules-1", ...exampleFigures }],
        items: [exampleCharge],
        incomplete: !1
      }
    }
  })
};
export {
  Charge,
  exampleCharge,
  runChargeEndpoints
};
//# sourceMappingURL=run-charges.js.map
