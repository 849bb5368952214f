import { Controller, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { answered } from '../commander.js';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import { HaltsQuery } from '../cqrs/queries.js';
import { EmergencyStop } from '../emergency-stop.js';
import type { Caller } from '../http/caller.js';
import { Route } from '../http/route.js';
import { haltView } from '../views.js';

@Controller()
export class HaltsController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(EmergencyStop) private readonly stop: EmergencyStop,
  ) {}

  @Route('listHalts')
  async list({ query: { status } }: InputOf<'listHalts'>): Promise<ReplyOf<'listHalts'>> {
    const halts = (await this.queries.execute(new HaltsQuery())).map(haltView);
    return {
      items: halts.filter(({ liftedAt }) => status === 'all' || (liftedAt === null) === (status === 'open')),
    };
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
