import { Controller, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { answered, Commander } from '../commander.js';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import type { Answered } from '../contract/primitives.js';
import { HintsQuery, ViewsQuery } from '../cqrs/queries.js';
import type { Caller } from '../http/caller.js';
import { Route } from '../http/route.js';

/** What the console keeps for the operator who asks. */
@Controller()
export class ViewsController {
  constructor(
    @Inject(Commander) private readonly commander: Commander,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  @Route('listViews')
  async list({ query }: InputOf<'listViews'>, { operator }: Caller): Promise<ReplyOf<'listViews'>> {
    return { items: [...(await this.queries.execute(new ViewsQuery(operator.operatorId, query.page)))] };
  }

  @Route('saveView')
  async save({ params, body }: InputOf<'saveView'>, caller: Caller): Promise<Answered> {
    const request = { name: 'SaveView', payload: { ...params, ...body } } as const;
    return answered(await this.commander.onOperator(caller.operator.operatorId, request, caller.context()));
  }

  @Route('removeView')
  async remove({ params }: InputOf<'removeView'>, caller: Caller): Promise<Answered> {
    const request = { name: 'RemoveView', payload: params } as const;
    return answered(await this.commander.onOperator(caller.operator.operatorId, request, caller.context()));
  }

  @Route('listHints')
  async hints(_: InputOf<'listHints'>, { operator }: Caller): Promise<ReplyOf<'listHints'>> {
    return { dismissed: [...(await this.queries.execute(new HintsQuery(operator.operatorId)))] };
  }

  @Route('dismissHint')
  async dismiss({ params }: InputOf<'dismissHint'>, caller: Caller): Promise<Answered> {
    const request = { name: 'DismissHint', payload: params } as const;
    return answered(await this.commander.onOperator(caller.operator.operatorId, request, caller.context()));
  }
}
