import { Controller, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { DomainError } from '../../domain/kernel/errors.js';
import { answered } from '../commander.js';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import { HaltsQuery } from '../cqrs/work-queries.js';
import { EmergencyStop } from '../emergency-stop.js';
import { HaltPreviews } from '../halt-previews.js';
import type { Caller } from '../http/caller.js';
import { Route } from '../http/route.js';
import { haltView } from '../views.js';

@Controller()
export class HaltsController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(EmergencyStop) private readonly stop: EmergencyStop,
    @Inject(HaltPreviews) private readonly previews: HaltPreviews,
  ) {}

  @Route('listHalts')
  async list({ query: { status } }: InputOf<'listHalts'>): Promise<ReplyOf<'listHalts'>> {
    const halts = (await this.queries.execute(new HaltsQuery())).map(haltView);
    return {
      items: halts.filter(({ liftedAt }) => status === 'all' || (liftedAt === null) === (status === 'open')),
    };
  }

  @Route('previewHalt')
  preview({ query: { scope, id } }: InputOf<'previewHalt'>): Promise<ReplyOf<'previewHalt'>> {
    if (scope === 'everything') return this.previews.halt({ kind: 'everything' });
    if (id === undefined)
      throw new DomainError('REQUEST.INVALID', 'invalid', 'Say which workflow: give id with scope=workflow.', {
        problems: [{ path: '?id', message: 'is required with scope=workflow' }],
      });
    return this.previews.halt({ kind: 'workflow', id });
  }

  @Route('previewLift')
  previewLift({ params: { haltId } }: InputOf<'previewLift'>): Promise<ReplyOf<'previewLift'>> {
    return this.previews.lift(haltId);
  }

  @Route('orderHalt')
  async order({ body: { scope, reason } }: InputOf<'orderHalt'>, caller: Caller): Promise<ReplyOf<'orderHalt'>> {
    const { answer, haltId, halted } = await this.stop.order(caller, scope, reason);
    return { ...answered(answer), haltId, halted };
  }

  @Route('liftHalt')
  async lift({ params: { haltId }, body }: InputOf<'liftHalt'>, caller: Caller): Promise<ReplyOf<'liftHalt'>> {
    const { answer, resumed } = await this.stop.lift(caller, haltId, body.reason, body.resume);
    return { ...answered(answer), haltId, resumed };
  }
}
