import { z } from "zod";
import { endpoint } from "./endpoint.js";
import {
  answer,
  EXAMPLE,
  JsonValue,
  listOf,
  Nothing,
  readQuery,
  VersionInAddress,
  WorkflowParams
} from "./primitives.js";
import {
  DefinitionGraph,
  DefinitionProblem,
  exampleFigures,
  WorkflowDetail,
  WorkflowDiff,
  WorkflowSummary,
  WorkflowVersion,
  WorkflowVersionSummary
} from "./workflow-views.js";
const sourceShape = {
  source: z.string().min(1, "the source is empty").max(1048576),
  format: z.enum(["json", "yaml"]).optional().describe("Default: JSON when it begins with {, else YAML.")
}, DefinitionSource = z.strictObject(sourceShape).meta({ id: "DefinitionSource" }), ValidateWorkflowBody = z.union([z.strictObject({ definition: JsonValue }), DefinitionSource], {
  error: "give {definition} (JSON) or {source, format} (text of JSON or YAML), and nothing else"
}).meta({ id: "ValidateWorkflow" }), seenShape = {
  latestSeen: z.int().min(0).optional().describe(
    "The latest version that you have seen, 0 for none: the save is refused (409) when there is another one by now. Left out: saved in any case."
  )
}, SaveWorkflowBody = z.union([z.strictObject({ definition: JsonValue, ...seenShape }), z.strictObject({ ...sourceShape, ...seenShape })], {
  error: "give {definition} (JSON) or {source, format} (text of JSON or YAML), and latestSeen where you want it"
}).meta({ id: "SaveWorkflow" }), definition = {
  id: "hello",
  name: "Hello",
  input: { type: "object", required: ["name"], properties: { name: { type: "string" } } },
  steps: [
    {
      id: "greet",
      agent: "greet",
      inputs: { name: "input.name" },
      output: { type: "object" },
      estimate: { usd: "0.01" }
    }
  ]
}, version = {
  workflowId: "hello",
  version: 2,
  name: "Hello",
  description: "",
  definition,
  source: { format: "yaml", text: `id: hello
name: Hello
` },
  hash: "c".repeat(64),
  steps: 1,
  warnings: [],
  savedAt: EXAMPLE.at,
  savedBy: "admin"
}, workflowEndpoints = {
  validateWorkflow: endpoint({
    method: "POST",
    path: "/api/workflows/validate",
    tag: "Workflows",
    role: "viewer",
    command: !1,
    status: 200,
    params: Nothing,
    query: Nothing,
    body: ValidateWorkflowBody,
    response: z.object({
      valid: z.boolean(),
      problems: z.array(DefinitionProblem),
      warnings: z.array(DefinitionProblem),
      summary: z.object({ workflowId: z.string(), name: z.string(), steps: z.int() }).optional().describe("Absent when the definition has problems."),
      graph: DefinitionGraph.optional().describe(
        "What can be drawn of it, problems or not; absent when nothing can be read."
      )
    }),
    summary: "Check a definition",
    description: "Lists every problem of a definition at once, with its path and, for text, its line, column and offsets; and its graph, as far as it can be read. Saves nothing.",
    example: {
      body: { source: `id: hello
name: Hello
steps: []
`, format: "yaml" },
      response: {
        valid: !1,
        problems: [
          { path: "steps", message: "a workflow needs at least one step", line: 3, column: 1, from: 23, to: 28 }
        ],
        warnings: [],
        graph: { steps: [], layers: [], cycles: [] }
      }
    }
  }),
  saveWorkflow: endpoint({
    method: "POST",
    path: "/api/workflows",
    tag: "Workflows",
    role: "operator",
    command: !0,
    status: 200,
    params: Nothing,
    query: Nothing,
    body: SaveWorkflowBody,
    response: z.object({
      ...answer,
      workflowId: z.string(),
      version: z.int(),
      changed: z.boolean().describe("False when the latest version is the same already."),
      warnings: z.array(DefinitionProblem)
    }),
    summary: "Save a version of a workflow",
    description: "Saves the definition as the next version of the workflow that it names. The same definition as the latest version makes no new one. A definition with problems is refused with all of them (422); one that was written upon an older version than `latestSeen` says, too (409).",
    example: {
      body: { definition },
      response: {
        stream: "workflow-hello",
        revision: 1,
        position: EXAMPLE.position,
        workflowId: "hello",
        version: 2,
        changed: !0,
        warnings: []
      }
    }
  }),
  definitionSchema: endpoint({
    method: "GET",
    path: "/api/workflows/definition.schema.json",
    tag: "Workflows",
    role: "public",
    command: !1,
    status: 200,
    params: Nothing,
    query: Nothing,
    body: z.undefined(),
    response: z.record(z.string(), JsonValue),
    summary: "JSON Schema of a definition",
    description: "For editors: point yaml-language-server or VS Code at it.",
    example: { response: { $schema: "https://json-schema.org/draft/2020-12/schema", type: "object" } }
  }),
  listWorkflows: endpoint({
    method: "GET",
    path: "/api/workflows",
    tag: "Workflows",
    role: "viewer",
    command: !1,
    status: 200,
    params: Nothing,
    query: readQuery({}),
    body: z.undefined(),
    response: listOf(WorkflowSummary),
    summary: "List workflows",
    description: "All workflows with their latest version, and what their runs came to.",
    example: {
      response: {
        items: [
          {
            workflowId: "hello",
            name: "Hello",
            description: "",
            latestVersion: 2,
            hash: "c".repeat(64),
            steps: 1,
            savedAt: EXAMPLE.at,
            savedBy: "admin",
            runs: exampleFigures
          }
        ]
      }
    }
  }),
  getWorkflow: endpoint({
    method: "GET",
    path: "/api/workflows/:workflowId",
    tag: "Workflows",
    role: "viewer",
    command: !1,
    status: 200,
    params: WorkflowParams,
    query: readQuery({}),
    body: z.undefined(),
    response: WorkflowDetail,
    summary: "Show a workflow",
    description: "The latest version, and the list of all versions.",
    example: {
      response: {
        ...version,
        versions: [{ version: 2, hash: "c".repeat(64), savedAt: EXAMPLE.at, savedBy: "admin" }],
        runs: exampleFigures
      }
    }
  }),
  listWorkflowVersions: endpoint({
    method: "GET",
    path: "/api/workflows/:workflowId/versions",
    tag: "Workflows",
    role: "viewer",
    command: !1,
    status: 200,
    params: WorkflowParams,
    query: readQuery({}),
    body: z.undefined(),
    response: listOf(WorkflowVersionSummary),
    summary: "List the versions of a workflow",
    description: "Newest first, each with the runs and the cost of that version.",
    example: {
      response: {
        items: [
          {
            version: 2,
            name: "Hello",
            hash: "c".repeat(64),
            steps: 1,
            warnings: 0,
            savedAt: EXAMPLE.at,
            savedBy: "admin",
            runs: exampleFigures
          }
        ]
      }
    }
  }),
  diffWorkflow: endpoint({
    method: "GET",
    path: "/api/workflows/:workflowId/diff",
    tag: "Workflows",
    role: "viewer",
    command: !1,
    status: 200,
    params: WorkflowParams,
    query: readQuery({ from: VersionInAddress, to: VersionInAddress }),
    body: z.undefined(),
    response: WorkflowDiff,
    summary: "Compare two versions",
    description: "What differs from version `from` to version `to`, by step (matched by id) and field.",
    example: {
      response: {
        workflowId: "hello",
        from: 1,
        to: 2,
        same: !1,
        workflow: [{ field: "name", before: "Hi", after: "Hello" }],
        steps: [
          {
            stepId: "greet",
            kind: "changed",
            moved: !1,
            fields: [{ field: "estimate.usd", after: "0.01" }]
          }
        ]
      }
    }
  }),
  getWorkflowVersion: endpoint({
    method: "GET",
    path: "/api/workflows/:workflowId/versions/:version",
    tag: "Workflows",
    role: "viewer",
    command: !1,
    status: 200,
    params: WorkflowParams.extend({ version: VersionInAddress }),
    query: readQuery({}),
    body: z.undefined(),
    response: WorkflowVersion,
    summary: "Show a version of a workflow",
    description: "A saved version never changes.",
    example: { response: version }
  })
};
export {
  DefinitionSource,
  SaveWorkflowBody,
  ValidateWorkflowBody,
  workflowEndpoints
};
//# sourceMappingURL=workflows.js.map
