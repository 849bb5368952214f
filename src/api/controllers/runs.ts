import { Controller, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { uuidV5 } from '../../commands/hashing.js';
import { RunId } from '../../domain/kernel/ids.js';
import type { RunRequest } from '../../domain/run/commands.js';
import { budgetOf } from '../budget-input.js';
import { answered, Commander } from '../commander.js';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import type { Answered } from '../contract/primitives.js';
import { AttemptsQuery, RunCountQuery, RunEventsQuery, RunQuery, RunsQuery } from '../cqrs/run-queries.js';
import { EventBodies } from '../event-bodies.js';
import type { Caller } from '../http/caller.js';
import { Route } from '../http/route.js';
import { attemptView, indexedEvent, runView, runWithSteps } from '../run-views.js';
import { found } from './found.js';

@Controller()
export class RunsController {
  constructor(
    @Inject(Commander) private readonly commander: Commander,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(EventBodies) private readonly bodies: EventBodies,
  ) {}

  @Route('startRun')
  async start({ body }: InputOf<'startRun'>, caller: Caller): Promise<ReplyOf<'startRun'>> {
    const runId = RunId.parse(uuidV5(caller.commandId, 'run'));
    const { workflowId, version, input = {}, budget, priority } = body;
    const payload = {
      runId,
      workflowId,
      version,
      input,
      priority,
      budget: budget && budgetOf(budget),
      trigger: { kind: 'manual', id: caller.operator.operatorId },
    } as const;
    const answer = await this.commander.onRun(runId, { name: 'StartRun', payload }, caller.context());
    return { ...answered(answer), runId };
  }

  @Route('listRuns')
  async list({ query: { atLeast: _, ...listing } }: InputOf<'listRuns'>): Promise<ReplyOf<'listRuns'>> {
    const { items, next } = await this.queries.execute(new RunsQuery(listing));
    return { items: items.map(runView), ...(next === undefined ? {} : { next }) };
  }

  /** Before the routes of one run, whose ids it is none of. */
  @Route('countRuns')
  async count({ query: { atLeast: _, ...filter } }: InputOf<'countRuns'>): Promise<ReplyOf<'countRuns'>> {
    return this.queries.execute(new RunCountQuery(filter));
  }

  @Route('getRun')
  async get({ params: { runId } }: InputOf<'getRun'>): Promise<ReplyOf<'getRun'>> {
    return runWithSteps(found(await this.queries.execute(new RunQuery(runId)), 'run', runId));
  }

  @Route('listAttempts')
  async attempts({ params: { runId }, query }: InputOf<'listAttempts'>): Promise<ReplyOf<'listAttempts'>> {
    const rows = await this.queries.execute(new AttemptsQuery(runId, query.step));
    if (rows.length === 0) found(await this.queries.execute(new RunQuery(runId)), 'run', runId);
    return { items: rows.map(attemptView) };
  }

  @Route('listRunEvents')
  async events({ params: { runId }, query }: InputOf<'listRunEvents'>): Promise<ReplyOf<'listRunEvents'>> {
    const { view, from, limit, type, step, actor, failures } = query;
    const filter = { runId, from, limit, types: type?.split(','), stepKey: step, actor, failures };
    const items =
      view === 'full'
        ? await this.bodies.list(runId, from, limit)
        : (await this.queries.execute(new RunEventsQuery(filter))).map(indexedEvent);
    if (items.length === 0) found(await this.queries.execute(new RunQuery(runId)), 'run', runId);
    const last = items.at(-1);
    return { items, ...(last && items.length === limit ? { next: last.revision + 1 } : {}) };
  }

  @Route('getRunEvent')
  event({ params, query }: InputOf<'getRunEvent'>): Promise<ReplyOf<'getRunEvent'>> {
    return this.bodies.one(params.runId, params.revision, query.payloads);
  }

  @Route('cancelRun')
  cancel({ params, body }: InputOf<'cancelRun'>, caller: Caller): Promise<Answered> {
    return this.give(params.runId, { name: 'CancelRun', payload: body }, caller);
  }

  @Route('haltRun')
  halt({ params, body: { reason } }: InputOf<'haltRun'>, caller: Caller): Promise<Answered> {
    return this.give(params.runId, { name: 'HaltRun', payload: { reason, scope: { kind: 'run' } } }, caller);
  }

  @Route('pauseRun')
  pause({ params, body }: InputOf<'pauseRun'>, caller: Caller): Promise<Answered> {
    return this.give(params.runId, { name: 'PauseRun', payload: body }, caller);
  }

  @Route('resumeRun')
  resume({ params, body }: InputOf<'resumeRun'>, caller: Caller): Promise<Answered> {
    return this.give(params.runId, { name: 'ResumeRun', payload: body }, caller);
  }

  @Route('changeRunBudget')
  budget({ params, body }: InputOf<'changeRunBudget'>, caller: Caller): Promise<Answered> {
    const payload = { budget: budgetOf(body), stepKey: body.step, reason: body.reason };
    return this.give(params.runId, { name: 'ChangeRunBudget', payload }, caller);
  }

  private async give(runId: string, request: RunRequest, caller: Caller): Promise<Answered> {
    return answered(await this.commander.onRun(runId, request, caller.context()));
  }
}
