import { Controller, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { BulkRequest } from '../../domain/bulk/commands.js';
import { BulkActions } from '../bulk-actions.js';
import { bulkView } from '../bulk-views.js';
import { answered, Commander } from '../commander.js';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import type { Answered } from '../contract/primitives.js';
import { BulkQuery, BulksQuery } from '../cqrs/bulk-queries.js';
import type { Caller } from '../http/caller.js';
import { Route } from '../http/route.js';
import { found } from './found.js';

@Controller()
export class BulkController {
  constructor(
    @Inject(Commander) private readonly commander: Commander,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(BulkActions) private readonly bulks: BulkActions,
  ) {}

  @Route('startBulk')
  start(input: InputOf<'startBulk'>, caller: Caller): Promise<ReplyOf<'startBulk'>> {
    return this.bulks.start(input, caller);
  }

  @Route('previewBulk')
  preview(input: InputOf<'previewBulk'>): Promise<ReplyOf<'previewBulk'>> {
    return this.bulks.preview(input);
  }

  @Route('listBulks')
  async list({ query: { status, limit, cursor } }: InputOf<'listBulks'>): Promise<ReplyOf<'listBulks'>> {
    const filter = { status: status === 'all' ? undefined : status, limit, cursor };
    const { items, next } = await this.queries.execute(new BulksQuery(filter));
    return { items: items.map(bulkView), ...(next === undefined ? {} : { next }) };
  }

  @Route('getBulk')
  async get({ params: { bulkId } }: InputOf<'getBulk'>): Promise<ReplyOf<'getBulk'>> {
    return bulkView(await this.find(bulkId));
  }

  @Route('listBulkItems')
  async items({ params: { bulkId }, query }: InputOf<'listBulkItems'>): Promise<ReplyOf<'listBulkItems'>> {
    return this.bulks.items(await this.find(bulkId), query);
  }

  @Route('pauseBulk')
  pause({ params: { bulkId }, body }: InputOf<'pauseBulk'>, caller: Caller): Promise<Answered> {
    return this.give(bulkId, { name: 'PauseBulk', payload: body }, caller);
  }

  @Route('resumeBulk')
  resume({ params: { bulkId }, body }: InputOf<'resumeBulk'>, caller: Caller): Promise<Answered> {
    return this.give(bulkId, { name: 'ResumeBulk', payload: body }, caller);
  }

  @Route('stopBulk')
  stop({ params: { bulkId }, body }: InputOf<'stopBulk'>, caller: Caller): Promise<Answered> {
    return this.give(bulkId, { name: 'StopBulk', payload: body }, caller);
  }

  private async find(bulkId: string) {
    return found(await this.queries.execute(new BulkQuery(bulkId)), 'bulk action', bulkId);
  }

  private async give(bulkId: string, request: BulkRequest, caller: Caller): Promise<Answered> {
    return answered(await this.commander.onBulk(bulkId, request, caller.context()));
  }
}
