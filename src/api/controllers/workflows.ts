import { Controller, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { DomainError } from '../../domain/kernel/errors.js';
import { WorkflowDefinition } from '../../domain/workflow/definition.js';
import { diffDefinitions } from '../../domain/workflow/diff.js';
import type { WorkflowVersionRow } from '../../projections/rows.js';
import { answered, Commander } from '../commander.js';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import type { WorkflowVersion } from '../contract/workflows.js';
import {
  RunFiguresQuery,
  VersionFiguresQuery,
  WorkflowQuery,
  WorkflowsQuery,
  WorkflowVersionsQuery,
} from '../cqrs/work-queries.js';
import { EventBodies } from '../event-bodies.js';
import type { Caller } from '../http/caller.js';
import { Route } from '../http/route.js';
import { DEFINITIONS, type CheckedDefinition, type Definitions } from '../ports.js';
import {
  diffView,
  figuresView,
  graphView,
  problemView,
  versionSummaryView,
  versionView,
  workflowView,
} from '../workflow-views.js';
import { found } from './found.js';

@Controller()
export class WorkflowsController {
  constructor(
    @Inject(Commander) private readonly commander: Commander,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(DEFINITIONS) private readonly definitions: Definitions,
    @Inject(EventBodies) private readonly bodies: EventBodies,
  ) {}

  @Route('validateWorkflow')
  validate({ body }: InputOf<'validateWorkflow'>): Promise<ReplyOf<'validateWorkflow'>> {
    const checked = this.definitions.check(body);
    const { definition, problems, warnings } = checked;
    const graph = graphView(checked);
    return Promise.resolve({
      valid: definition !== undefined,
      problems: problems.map(problemView),
      warnings: warnings.map(problemView),
      ...(definition && {
        summary: { workflowId: definition.id, name: definition.name, steps: definition.steps.length },
      }),
      ...(graph && { graph }),
    });
  }

  @Route('saveWorkflow')
  async save({ body }: InputOf<'saveWorkflow'>, caller: Caller): Promise<ReplyOf<'saveWorkflow'>> {
    const checked = this.definitions.check(body);
    const definition = valid(checked);
    const source =
      'source' in body && checked.format !== undefined ? { format: checked.format, text: body.source } : undefined;
    const answer = await this.commander.onWorkflow(
      definition.id,
      { name: 'SaveVersion', payload: { definition, source, latestSeen: body.latestSeen } },
      caller.context(),
    );
    return {
      ...answered(answer),
      workflowId: definition.id,
      // A version is an event, and nothing else is in the stream: version n is at revision n - 1.
      version: answer.revision + 1,
      changed: answer.events.length > 0,
      warnings: checked.warnings.map(problemView),
    };
  }

  // Before `:workflowId`, which would take its place.
  @Route('definitionSchema')
  schema(): Promise<ReplyOf<'definitionSchema'>> {
    return Promise.resolve({ ...this.definitions.jsonSchema() });
  }

  @Route('listWorkflows')
  async list(): Promise<ReplyOf<'listWorkflows'>> {
    const [workflows, figures] = await Promise.all([
      this.queries.execute(new WorkflowsQuery()),
      this.queries.execute(new RunFiguresQuery()),
    ]);
    const of = new Map(figures.map((one) => [one.workflowId, one]));
    return { items: workflows.map((workflow) => workflowView(workflow, of.get(workflow.workflowId))) };
  }

  @Route('getWorkflow')
  async get({ params: { workflowId } }: InputOf<'getWorkflow'>): Promise<ReplyOf<'getWorkflow'>> {
    const latest = await this.saved(workflowId);
    const [versions, figures] = await Promise.all([
      this.queries.execute(new WorkflowVersionsQuery(workflowId)),
      this.queries.execute(new RunFiguresQuery()),
    ]);
    return {
      ...(await this.shown(latest)),
      versions: versions.map(({ version, hash, savedAt, savedBy }) => ({ version, hash, savedAt, savedBy })),
      runs: figuresView(figures.find((one) => one.workflowId === workflowId)),
    };
  }

  @Route('listWorkflowVersions')
  async versions({ params }: InputOf<'listWorkflowVersions'>): Promise<ReplyOf<'listWorkflowVersions'>> {
    const { workflowId } = params;
    const [versions, figures] = await Promise.all([
      this.queries.execute(new WorkflowVersionsQuery(workflowId)),
      this.queries.execute(new VersionFiguresQuery(workflowId)),
    ]);
    found(versions[0], 'workflow', workflowId);
    const of = new Map(figures.map((one) => [one.version, one]));
    return { items: versions.map((version) => versionSummaryView(version, of.get(version.version))) };
  }

  @Route('getWorkflowVersion')
  async version({ params }: InputOf<'getWorkflowVersion'>): Promise<ReplyOf<'getWorkflowVersion'>> {
    return this.shown(await this.saved(params.workflowId, params.version));
  }

  @Route('diffWorkflow')
  async diff({ params: { workflowId }, query }: InputOf<'diffWorkflow'>): Promise<ReplyOf<'diffWorkflow'>> {
    const { from, to } = query;
    const [before, after] = await Promise.all([this.saved(workflowId, from), this.saved(workflowId, to)]);
    const [a, b] = [WorkflowDefinition.parse(before.definition), WorkflowDefinition.parse(after.definition)];
    return diffView(workflowId, [from, to], diffDefinitions(a, b));
  }

  /** A version, the latest when none is named. */
  private async saved(workflowId: string, version?: number): Promise<WorkflowVersionRow> {
    const row = await this.queries.execute(new WorkflowQuery(workflowId, version));
    return found(row, 'workflow', version === undefined ? workflowId : `${workflowId}, version ${version}`);
  }

  private async shown(version: WorkflowVersionRow): Promise<WorkflowVersion> {
    return versionView(version, version.source && (await this.bodies.payload(version.source.text)));
  }
}

function valid({ definition, problems }: CheckedDefinition) {
  if (definition) return definition;
  throw new DomainError(
    'WORKFLOW.INVALID',
    'invalid',
    problems.length === 1 ? 'The definition has a problem.' : `The definition has ${problems.length} problems.`,
    { problems },
  );
}
