import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { uuidV5 } from '../commands/hashing.js';
import { bulkEvents, BulkItem } from '../domain/bulk/events.js';
import { bulkStream } from '../domain/catalog.js';
import { DomainError } from '../domain/kernel/errors.js';
import type { CommandAnswer, EventStore } from '../domain/kernel/ports.js';
import type { BulkRow } from '../projections/queries.js';
import { bulkItemView, pendingItem } from './bulk-views.js';
import { describeTarget, itemsOf, questionOf } from './bulk-targets.js';
import { Commander } from './commander.js';
import { MAX_BULK_ITEMS, type BulkItemView, type BulkTarget } from './contract/bulk.js';
import type { InputOf, ReplyOf } from './contract/endpoints.js';
import { BulkItemsQuery, FreezeQuery } from './cqrs/bulk-queries.js';
import { EventBodies } from './event-bodies.js';
import type { Caller } from './http/caller.js';
import { STORE } from './ports.js';

const StoredItems = z.array(z.unknown());

/** One thing done to many: its items are frozen here; carrying it out is a process manager's work. */
@Injectable()
export class BulkActions {
  constructor(
    @Inject(Commander) private readonly commander: Commander,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(EventBodies) private readonly bodies: EventBodies,
    @Inject(STORE) private readonly store: Pick<EventStore, 'readOne'>,
  ) {}

  /** Rejects with BULK.NOTHING, BULK.TOO_MANY (invalid) or BULK.MORE (conflict). */
  async start({ body }: InputOf<'startBulk'>, caller: Caller): Promise<ReplyOf<'startBulk'>> {
    const bulkId = uuidV5(caller.commandId, 'bulk');
    const frozen = (await this.startedBefore(caller, bulkId)) ?? (await this.freeze(body, body.atMost));
    const { action, target, reason, output } = body;
    const filter = describeTarget(target);
    const payload = {
      bulkId,
      action,
      ...frozen,
      reason,
      ...(filter === undefined ? {} : { filter }),
      ...(output === undefined ? {} : { output }),
      ...(caller.operator.keyId === undefined ? {} : { keyId: caller.operator.keyId }),
    };
    const answer = await this.commander.onBulk(bulkId, { name: 'StartBulk', payload }, caller.context());
    const { stream, revision, position } = answer;
    return { stream, revision, position: position.toString(), bulkId, total: totalIn(answer) };
  }

  async preview({ body }: InputOf<'previewBulk'>): Promise<ReplyOf<'previewBulk'>> {
    const { action, target } = body;
    const found = await this.ask(action, target);
    const items = itemsOf(action, target, found.items);
    if (items.length > MAX_BULK_ITEMS) throw tooMany();
    const workflowOf = new Map(found.items.map(({ runId, workflowId }) => [runId, workflowId]));
    const byWorkflow = new Map<string, number>();
    for (const { runId } of items) {
      const workflowId = workflowOf.get(runId);
      if (workflowId !== undefined) byWorkflow.set(workflowId, (byWorkflow.get(workflowId) ?? 0) + 1);
    }
    return {
      total: items.length,
      runs: new Set(items.map(({ runId }) => runId)).size,
      workflows: [...byWorkflow]
        .map(([workflowId, count]) => ({ workflowId, items: count }))
        .sort((a, b) => b.items - a.items || (a.workflowId < b.workflowId ? -1 : 1)),
      position: found.position,
    };
  }

  /** A page of items: those with an outcome are rows, the others stand in the job's first event. */
  async items(bulk: BulkRow, query: InputOf<'listBulkItems'>['query']): Promise<ReplyOf<'listBulkItems'>> {
    const { outcome, limit } = query;
    const from = indexOf(query.cursor);
    const wanted = limit + 1;
    const views: BulkItemView[] = [];
    if (outcome !== 'pending') {
      const filter = { bulkId: bulk.bulkId, outcome: outcome === 'all' ? undefined : outcome, from, limit: wanted };
      views.push(...(await this.queries.execute(new BulkItemsQuery(filter))).map(bulkItemView));
    }
    if ((outcome === 'all' || outcome === 'pending') && views.length < wanted) {
      const settled = bulk.done + bulk.skipped + bulk.refused;
      const first = outcome === 'all' ? from + views.length : Math.max(from, settled);
      views.push(...(await this.pending(bulk, first, wanted - views.length)));
    }
    const next = views[limit];
    return { items: views.slice(0, limit), ...(next === undefined ? {} : { next: String(next.index) }) };
  }

  private async pending({ bulkId, total }: BulkRow, from: number, limit: number): Promise<BulkItemView[]> {
    if (from >= total) return [];
    const started = await this.started(bulkId);
    const items = StoredItems.parse(await this.bodies.payload(started?.items ?? []));
    return z
      .array(BulkItem)
      .parse(items.slice(from, from + limit))
      .map((item, i) => pendingItem(item, from + i));
  }

  /** The same key again is answered as before, whatever matches by now; a first event is what tells it from a first time. */
  private async startedBefore(caller: Caller, bulkId: string) {
    const started = caller.repeatable ? await this.started(bulkId) : undefined;
    return started && { items: [], position: started.position };
  }

  private async started(bulkId: string) {
    const event = await this.store.readOne(bulkStream(bulkId), 0);
    return event && bulkEvents.BulkStarted.parse(event.data);
  }

  private async freeze({ action, target }: InputOf<'startBulk'>['body'], atMost: number | undefined) {
    const found = await this.ask(action, target);
    const items = itemsOf(action, target, found.items);
    if (items.length === 0)
      throw new DomainError('BULK.NOTHING', 'invalid', nothing(target), {
        problems: [{ path: 'target', message: 'matches nothing now' }],
      });
    if (items.length > MAX_BULK_ITEMS) throw tooMany();
    if (atMost !== undefined && items.length > atMost)
      throw new DomainError(
        'BULK.MORE',
        'conflict',
        `By now this is ${items.length}, and not at most ${atMost}. Nothing was done: look again, and confirm the new number.`,
        { total: items.length, atMost },
      );
    return { items, position: found.position };
  }

  private ask(action: InputOf<'startBulk'>['body']['action'], target: BulkTarget) {
    return this.queries.execute(new FreezeQuery(questionOf(action, target), MAX_BULK_ITEMS + 1));
  }
}

const nothing = (target: BulkTarget): string =>
  'filter' in target
    ? 'Nothing that this could be done to matches the filter now. Ended runs are left out.'
    : 'Nothing matches this now.';

const tooMany = (): DomainError =>
  new DomainError(
    'BULK.TOO_MANY',
    'invalid',
    `More than ${MAX_BULK_ITEMS} match: one bulk action takes at most that many. Narrow the filter.`,
    { problems: [{ path: 'target', message: `matches more than ${MAX_BULK_ITEMS}` }] },
  );

const totalIn = ({ events }: CommandAnswer): number => {
  const started = events.find(({ type }) => type === 'BulkStarted');
  return bulkEvents.BulkStarted.parse(started?.data).total;
};

/** A page begins with an item's index. */
function indexOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (/^\d{1,6}$/.test(cursor)) return Number(cursor);
  throw new DomainError('READ.CURSOR', 'invalid', 'The cursor is not one that this list answered: start again.', {
    problems: [{ path: 'cursor', message: 'must be `next` of the page before' }],
  });
}
