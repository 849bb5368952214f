import { Controller, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { DomainError } from '../../domain/kernel/errors.js';
import type { RunRequest } from '../../domain/run/commands.js';
import { WorkflowDefinition } from '../../domain/workflow/definition.js';
import { answered, Commander } from '../commander.js';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import type { Answered } from '../contract/primitives.js';
import { RunQuery } from '../cqrs/run-queries.js';
import { DeadLetterGroupsQuery, DeadLettersQuery, WorkflowQuery } from '../cqrs/work-queries.js';
import { deadLetterGroupView, deadLetterView } from '../dead-letter-views.js';
import type { Caller } from '../http/caller.js';
import { Route } from '../http/route.js';
import { found } from './found.js';

@Controller()
export class DeadLettersController {
  constructor(
    @Inject(Commander) private readonly commander: Commander,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  @Route('listDeadLetters')
  async list({ query }: InputOf<'listDeadLetters'>): Promise<ReplyOf<'listDeadLetters'>> {
    const { status, run, workflow, fingerprint, step, limit, cursor } = query;
    const filter = {
      status: status === 'all' ? undefined : status,
      runId: run,
      workflow,
      fingerprint,
      stepId: step,
      limit,
      cursor,
    };
    const { items, next } = await this.queries.execute(new DeadLettersQuery(filter));
    return { items: items.map(deadLetterView), ...(next === undefined ? {} : { next }) };
  }

  @Route('listDeadLetterGroups')
  async groups({ query }: InputOf<'listDeadLetterGroups'>): Promise<ReplyOf<'listDeadLetterGroups'>> {
    const { status, workflow, limit } = query;
    const filter = { status: status === 'all' ? undefined : status, workflow, limit };
    const { groups, total, letters } = await this.queries.execute(new DeadLetterGroupsQuery(filter));
    return { items: groups.map(deadLetterGroupView), groups: total, letters };
  }

  @Route('getOutputSchema')
  async outputSchema({ params }: InputOf<'getOutputSchema'>): Promise<ReplyOf<'getOutputSchema'>> {
    const { runId, stepKey } = params;
    const { run, steps } = found(await this.queries.execute(new RunQuery(runId)), 'run', runId);
    const step = steps.find((one) => one.stepKey === stepKey);
    const { workflowId, workflowVersion: version } = run;
    const saved = found(
      await this.queries.execute(new WorkflowQuery(workflowId, version)),
      'workflow',
      `${workflowId}, version ${version}`,
    );
    const definition = WorkflowDefinition.parse(saved.definition);
    const schema = definition.steps.find(({ id }) => id === step?.stepId)?.output;
    if (step === undefined || schema === undefined)
      throw new DomainError('STEP.UNKNOWN', 'notFound', `Run ${runId} has no step "${stepKey}".`);
    return { runId, stepKey, stepId: step.stepId, workflowId, version, schema };
  }

  @Route('retryStep')
  retry({ params, body: { reason } }: InputOf<'retryStep'>, caller: Caller): Promise<Answered> {
    return this.give(params.runId, { name: 'RetryStep', payload: { stepKey: params.stepKey, reason } }, caller);
  }

  @Route('skipStep')
  skip({ params, body: { output, reason } }: InputOf<'skipStep'>, caller: Caller): Promise<Answered> {
    return this.give(params.runId, { name: 'SkipStep', payload: { stepKey: params.stepKey, output, reason } }, caller);
  }

  @Route('abandonStep')
  abandon({ params, body: { reason } }: InputOf<'abandonStep'>, caller: Caller): Promise<Answered> {
    return this.give(params.runId, { name: 'AbandonStep', payload: { stepKey: params.stepKey, reason } }, caller);
  }

  private async give(runId: string, request: RunRequest, caller: Caller): Promise<Answered> {
    return answered(await this.commander.onRun(runId, request, caller.context()));
  }
}
