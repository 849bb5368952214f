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
import { WorkflowDefinition } from "../../domain/workflow/definition.js";
import { diffDefinitions } from "../../domain/workflow/diff.js";
import { answered, Commander } from "../commander.js";
import {
  RunFiguresQuery,
  VersionFiguresQuery,
  WorkflowQuery,
  WorkflowsQuery,
  WorkflowVersionsQuery
} from "../cqrs/work-queries.js";
import { EventBodies } from "../event-bodies.js";
import { Route } from "../http/route.js";
import { DEFINITIONS } from "../ports.js";
import {
  diffView,
  figuresView,
  graphView,
  problemView,
  versionSummaryView,
  versionView,
  workflowView
} from "../workflow-views.js";
import { found } from "./found.js";
let WorkflowsController = class {
  constructor(commander, queries, definitions, bodies) {
    this.commander = commander;
    this.queries = queries;
    this.definitions = definitions;
    this.bodies = bodies;
  }
  commander;
  queries;
  definitions;
  bodies;
  validate({ body }) {
    const checked = this.definitions.check(body), { definition, problems, warnings } = checked, graph = graphView(checked);
    return Promise.resolve({
      valid: definition !== void 0,
      problems: problems.map(problemView),
      warnings: warnings.map(problemView),
      ...definition && {
        summary: { workflowId: definition.id, name: definition.name, steps: definition.steps.length }
      },
      ...graph && { graph }
    });
  }
  async save({ body }, caller) {
    const checked = this.definitions.check(body), definition = valid(checked), source = "source" in body && checked.format !== void 0 ? { format: checked.format, text: body.source } : void 0, answer = await this.commander.onWorkflow(
      definition.id,
      { name: "SaveVersion", payload: { definition, source, latestSeen: body.latestSeen } },
      caller.context()
    );
    return {
      ...answered(answer),
      workflowId: definition.id,
      // A version is an event, and nothing else is in the stream: version n is at revision n - 1.
      version: answer.revision + 1,
      changed: answer.events.length > 0,
      warnings: checked.warnings.map(problemView)
    };
  }
  schema() {
    return Promise.resolve({ ...this.definitions.jsonSchema() });
  }
  async list() {
    const [workflows, figures] = await Promise.all([
      this.queries.execute(new WorkflowsQuery()),
      this.queries.execute(new RunFiguresQuery())
    ]), of = new Map(figures.map((one) => [one.workflowId, one]));
    return { items: workflows.map((workflow) => workflowView(workflow, of.get(workflow.workflowId))) };
  }
  async get({ params: { workflowId } }) {
    const latest = await this.saved(workflowId), [versions, figures] = await Promise.all([
      this.queries.execute(new WorkflowVersionsQuery(workflowId)),
      this.queries.execute(new RunFiguresQuery())
    ]);
    return {
      ...await this.shown(latest),
      versions: versions.map(({ version, hash, savedAt, savedBy }) => ({ version, hash, savedAt, savedBy })),
      runs: figuresView(figures.find((one) => one.workflowId === workflowId))
    };
  }
  async versions({ params }) {
    const { workflowId } = params, [versions, figures] = await Promise.all([
      this.queries.execute(new WorkflowVersionsQuery(workflowId)),
      this.queries.execute(new VersionFiguresQuery(workflowId))
    ]);
    found(versions[0], "workflow", workflowId);
    const of = new Map(figures.map((one) => [one.version, one]));
    return { items: versions.map((version) => versionSummaryView(version, of.get(version.version))) };
  }
  async version({ params }) {
    return this.shown(await this.saved(params.workflowId, params.version));
  }
  async diff({ params: { workflowId }, query }) {
    const { from, to } = query, [before, after] = await Promise.all([this.saved(workflowId, from), this.saved(workflowId, to)]), [a, b] = [WorkflowDefinition.parse(before.definition), WorkflowDefinition.parse(after.definition)];
    return diffView(workflowId, [from, to], diffDefinitions(a, b));
  }
  /** A version, the latest when none is named. */
  async saved(workflowId, version) {
    const row = await this.queries.execute(new WorkflowQuery(workflowId, version));
    return found(row, "workflow", version === void 0 ? workflowId : `${workflowId}, version ${version}`);
  }
  async shown(version) {
    return versionView(version, version.source && await this.bodies.payload(version.source.text));
  }
};
__decorateClass([
  Route("validateWorkflow")
], WorkflowsController.prototype, "validate", 1), __decorateClass([
  Route("saveWorkflow")
], WorkflowsController.prototype, "save", 1), __decorateClass([
  Route("definitionSchema")
], WorkflowsController.prototype, "schema", 1), __decorateClass([
  Route("listWorkflows")
], WorkflowsController.prototype, "list", 1), __decorateClass([
  Route("getWorkflow")
], WorkflowsController.prototype, "get", 1), __decorateClass([
  Route("listWorkflowVersions")
], WorkflowsController.prototype, "versions", 1), __decorateClass([
  Route("getWorkflowVersion")
], WorkflowsController.prototype, "version", 1), __decorateClass([
  Route("diffWorkflow")
], WorkflowsController.prototype, "diff", 1), WorkflowsController = __decorateClass([
  Controller(),
  __decorateParam(0, Inject(Commander)),
  __decorateParam(1, Inject(QueryBus)),
  __decorateParam(2, Inject(DEFINITIONS)),
  __decorateParam(3, Inject(EventBodies))
], WorkflowsController);
function valid({ definition, problems }) {
  if (definition) return definition;
  throw new DomainError(
    "WORKFLOW.INVALID",
    "invalid",
    problems.length === 1 ? "The definition has a problem." : `The definition has ${problems.length} problems.`,
    { problems }
  );
}
export {
  WorkflowsController
};
//# sourceMappingURL=workflows.js.map
