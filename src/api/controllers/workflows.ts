import { Controller, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { DomainError } from '../../domain/kernel/errors.js';
import { answered, Commander } from '../commander.js';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import { WorkflowQuery, WorkflowsQuery, WorkflowVersionsQuery } from '../cqrs/queries.js';
import type { Caller } from '../http/caller.js';
import { Route } from '../http/route.js';
import { DEFINITIONS, type CheckedDefinition, type Definitions, type LocatedProblem } from '../ports.js';
import { versionView, workflowView } from '../views.js';
import { found } from './found.js';

@Controller()
export class WorkflowsController {
  constructor(
    @Inject(Commander) private readonly commander: Commander,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(DEFINITIONS) private readonly definitions: Definitions,
  ) {}

  @Route('validateWorkflow')
  validate({ body }: InputOf<'validateWorkflow'>): Promise<ReplyOf<'validateWorkflow'>> {
    const { definition, problems, warnings } = this.definitions.check(body);
    return Promise.resolve({
      valid: definition !== undefined,
      problems: problems.map(located),
      warnings: warnings.map(located),
      ...(definition && {
        summary: { workflowId: definition.id, name: definition.name, steps: definition.steps.length },
      }),
    });
  }

  @Route('saveWorkflow')
  async save({ body }: InputOf<'saveWorkflow'>, caller: Caller): Promise<ReplyOf<'saveWorkflow'>> {
    const checked = this.definitions.check(body);
    const definition = valid(checked);
    const answer = await this.commander.onWorkflow(
      definition.id,
      { name: 'SaveVersion', payload: { definition } },
      caller.context(),
    );
    return {
      ...answered(answer),
      workflowId: definition.id,
      // A version is an event, and nothing else is in the stream: version n is at revision n - 1.
      version: answer.revision + 1,
      changed: answer.events.length > 0,
      warnings: checked.warnings.map(located),
    };
  }

  // Before `:workflowId`, which would take its place.
  @Route('definitionSchema')
  schema(): Promise<ReplyOf<'definitionSchema'>> {
    return Promise.resolve({ ...this.definitions.jsonSchema() });
  }

  @Route('listWorkflows')
  async list(): Promise<ReplyOf<'listWorkflows'>> {
    return { items: (await this.queries.execute(new WorkflowsQuery())).map(workflowView) };
  }

  @Route('getWorkflow')
  async get({ params: { workflowId } }: InputOf<'getWorkflow'>): Promise<ReplyOf<'getWorkflow'>> {
    const latest = found(await this.queries.execute(new WorkflowQuery(workflowId)), 'workflow', workflowId);
    const versions = await this.queries.execute(new WorkflowVersionsQuery(workflowId));
    return {
      ...versionView(latest),
      versions: versions.map(({ version, hash, savedAt, savedBy }) => ({ version, hash, savedAt, savedBy })),
    };
  }

  @Route('getWorkflowVersion')
  async version({ params }: InputOf<'getWorkflowVersion'>): Promise<ReplyOf<'getWorkflowVersion'>> {
    const { workflowId, version } = params;
    const row = await this.queries.execute(new WorkflowQuery(workflowId, version));
    return versionView(found(row, 'workflow', `${workflowId}, version ${version}`));
  }
}

function valid({ definition, problems }: CheckedDefinition) {
  if (definition) return definition;
  throw new DomainError(
    'WORKFLOW.INVALID',
    'invalid',
    problems.length === 1 ? 'The definition has a problem.' : `The definition has ${problems.length} problems.`,
    { problems: problems.map(located) },
  );
}

const located = ({ path, message, code, line, column }: LocatedProblem) => ({
  path,
  message,
  ...(code === undefined ? {} : { code }),
  ...(line === undefined ? {} : { line }),
  ...(column === undefined ? {} : { column }),
});
