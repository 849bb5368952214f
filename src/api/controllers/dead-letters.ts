import { Controller, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { RunRequest } from '../../domain/run/commands.js';
import { answered, Commander } from '../commander.js';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import type { Answered } from '../contract/primitives.js';
import { DeadLettersQuery } from '../cqrs/queries.js';
import type { Caller } from '../http/caller.js';
import { Route } from '../http/route.js';
import { deadLetterView } from '../views.js';

@Controller()
export class DeadLettersController {
  constructor(
    @Inject(Commander) private readonly commander: Commander,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  @Route('listDeadLetters')
  async list({ query: { status, run } }: InputOf<'listDeadLetters'>): Promise<ReplyOf<'listDeadLetters'>> {
    const filter = { status: status === 'all' ? undefined : status, runId: run };
    return { items: (await this.queries.execute(new DeadLettersQuery(filter))).map(deadLetterView) };
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
