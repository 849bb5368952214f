import { z } from "zod";
import { RunId, Slug } from "../../domain/kernel/ids.js";
import { endpoint } from "./endpoint.js";
import {
  Answered,
  At,
  EXAMPLE,
  exampleAnswer,
  JsonValue,
  Nothing,
  page,
  paging,
  Position,
  readQuery,
  Reason,
  StepParams
} from "./primitives.js";
const DeadLetter = z.object({
  runId: z.string(),
  /** Revision in the run's stream of its StepDeadLettered. */
  revision: z.int(),
  /** Position in the log of the event that made it what it is. */
  statePosition: Position,
  workflowId: z.string(),
  workflowName: z.string(),
  stepKey: z.string(),
  attempt: z.int(),
  attempts: z.int(),
  class: z.string(),
  code: z.string(),
  message: z.string(),
  fingerprint: z.string(),
  status: z.enum(["open", "retried", "skipped", "abandoned"]),
  at: At,
  closedAt: At.nullable(),
  closedBy: z.string().nullable()
}).meta({ id: "DeadLetter" }), DeadLetterGroup = z.object({
  fingerprint: z.string(),
  workflowId: z.string(),
  workflowName: z.string(),
  /** The step in the definition; its dead letters may be iterations of it. */
  stepId: z.string(),
  class: z.string(),
  code: z.string(),
  /** Of the newest. */
  message: z.string(),
  count: z.int(),
  runs: z.int(),
  firstAt: At,
  lastAt: At,
  /** The newest, at most five. */
  sample: z.array(
    z.object({
      runId: z.string(),
      stepKey: z.string(),
      revision: z.int().describe("Of the event in its run."),
      statePosition: Position.describe("Of the event that made it what it is, in the log."),
      at: At
    })
  )
}).meta({ id: "DeadLetterGroup" }), Fingerprint = z.string().regex(/^[0-9a-f]{1,64}$/, "must be a fingerprint as the list shows it"), Status = z.enum(["open", "retried", "skipped", "abandoned", "all"]).default("open"), fate = (verb, summary, description) => endpoint({
  method: "POST",
  path: `/api/runs/:runId/steps/:stepKey/${verb}`,
  tag: "Dead letters",
  role: "operator",
  command: !0,
  status: 200,
  params: StepParams,
  query: Nothing,
  body: z.strictObject({ reason: Reason }),
  response: Answered,
  summary,
  description,
  example: { body: { reason: "the service is back" }, response: exampleAnswer }
}), deadLetterEndpoints = {
  listDeadLetters: endpoint({
    method: "GET",
    path: "/api/dead-letters",
    tag: "Dead letters",
    role: "viewer",
    command: !1,
    status: 200,
    params: Nothing,
    query: readQuery({
      status: Status,
      run: RunId.optional(),
      workflow: Slug.optional(),
      fingerprint: Fingerprint.optional(),
      step: Slug.optional().describe("Of this step of the definition."),
      ...paging
    }),
    body: z.undefined(),
    response: page(DeadLetter),
    summary: "List dead letters",
    description: "Steps that are out of attempts and wait for a person; open ones oldest first, others newest first.",
    example: {
      response: {
        items: [
          {
            runId: EXAMPLE.runId,
            revision: 9,
            statePosition: EXAMPLE.position,
            workflowId: "flaky",
            workflowName: "Flaky",
            stepKey: "never",
            attempt: 3,
            attempts: 3,
            class: "tool",
            code: "ALWAYS_FAILS",
            message: "on purpose",
            fingerprint: "5f1d7a84db00d2fc",
            status: "open",
            at: EXAMPLE.at,
            closedAt: null,
            closedBy: null
          }
        ]
      }
    }
  }),
  listDeadLetterGroups: endpoint({
    method: "GET",
    path: "/api/dead-letters/groups",
    tag: "Dead letters",
    role: "viewer",
    command: !1,
    status: 200,
    params: Nothing,
    query: readQuery({
      status: Status,
      workflow: Slug.optional(),
      limit: z.coerce.number().int().min(1).max(500).default(200)
    }),
    body: z.undefined(),
    response: z.object({
      items: z.array(DeadLetterGroup),
      groups: z.int().describe("All groups, also those beyond `limit`."),
      letters: z.int().describe("Dead letters in all groups.")
    }),
    summary: "Group dead letters by cause",
    description: "Equal failures have equal fingerprints. The group with the newest letter comes first.",
    example: {
      response: {
        items: [
          {
            fingerprint: "5f1d7a84db00d2fc",
            workflowId: "flaky",
            workflowName: "Flaky",
            stepId: "never",
            class: "tool",
            code: "ALWAYS_FAILS",
            message: "on purpose",
            count: 3,
            runs: 3,
            firstAt: "2026-11-24T09:00:00.000Z",
            lastAt: EXAMPLE.at,
            sample: [
              { runId: EXAMPLE.runId, stepKey: "never", revision: 9, statePosition: EXAMPLE.position, at: EXAMPLE.at }
            ]
          }
        ],
        groups: 1,
        letters: 3
      }
    }
  }),
  getOutputSchema: endpoint({
    method: "GET",
    path: "/api/runs/:runId/steps/:stepKey/output-schema",
    tag: "Dead letters",
    role: "viewer",
    command: !1,
    status: 200,
    params: StepParams,
    query: readQuery({}),
    body: z.undefined(),
    response: z.object({
      runId: z.string(),
      stepKey: z.string(),
      stepId: z.string(),
      workflowId: z.string(),
      version: z.int(),
      schema: JsonValue.describe("JSON Schema 2020-12; `true` takes anything.")
    }),
    summary: "Output schema of a step",
    description: "What an output must fit that is given in place of the step when it is skipped.",
    example: {
      response: {
        runId: EXAMPLE.runId,
        stepKey: "never",
        stepId: "never",
        workflowId: "flaky",
        version: 1,
        schema: { type: "object", required: ["ok"], properties: { ok: { type: "boolean" } } }
      }
    }
  }),
  retryStep: fate("retry", "Retry a dead letter", "Gives the step its attempts again, and starts the first."),
  skipStep: endpoint({
    method: "POST",
    path: "/api/runs/:runId/steps/:stepKey/skip",
    tag: "Dead letters",
    role: "operator",
    command: !0,
    status: 200,
    params: StepParams,
    query: Nothing,
    body: z.strictObject({
      output: JsonValue.optional().describe("In place of the step's; must fit its output schema."),
      reason: Reason
    }).meta({ id: "SkipStep" }),
    response: Answered,
    summary: "Skip a dead letter",
    description: "The run goes on as if the step had given this output.",
    example: { body: { output: { ok: !0 }, reason: "done by hand" }, response: exampleAnswer }
  }),
  abandonStep: fate("abandon", "Abandon a dead letter", "Gives the step up; the run fails.")
};
export {
  DeadLetter,
  DeadLetterGroup,
  deadLetterEndpoints
};
//# sourceMappingURL=dead-letters.js.map
