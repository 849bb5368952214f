import type pg from 'pg';
import { DomainError, messageOf } from '../../domain/kernel/errors.js';
import { kindOf, STREAMS, type StreamKind } from '../../domain/catalog.js';
import type { BlobStore, Checkpoint, FeedBatch } from '../../domain/kernel/ports.js';
import type { ProjectionLog } from '../log.js';
import type { StoredDeadLetteredEvent } from '../health/tables.js';
import { isDataError } from '../storage/connection.js';
import type { StoredCheckpoint } from '../storage/schema.js';
import type { Group, GroupModel, RunChange } from './group.js';
import { batchStatement, type Advance } from './statement.js';
import { failpoint } from '../../faults/failpoint.js';

export type { RunChange } from './group.js';
/** What a batch changed, for whoever looks. */
export interface Committed {
  readonly runs: readonly RunChange[];
  /** Kinds of stream of which there were events. */
  readonly topics: ReadonlySet<StreamKind>;
}
export const NOTHING_CHANGED: Committed = { runs: [], topics: new Set() };
type Item = FeedBatch['items'][number];
/** Runs that changed, with their last revision. */
type Touched = Map<string, number>;

/** Another projector has taken over: this one must not write any more. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}
/** The event at `index` cannot be folded, whatever is tried. */
class Poison extends Error {
  constructor(
    readonly index: number,
    readonly reason: string,
  ) {
    super(reason);
  }
}

/**
 * Writes batches of the log into one schema of a group, each with its checkpoint in one transaction. An event that cannot be projected parks its
 * stream: it is dead-lettered, and later events of the stream wait behind it in order. Every other stream goes on.
 */
export class Projector {
  private readonly model: GroupModel;
  private readonly parked = new Set<string>();
  private at: Checkpoint | undefined;
  events = 0;

  constructor(
    private readonly group: Group,
    private readonly client: pg.ClientBase,
    readonly schema: string,
    private readonly checkpoint: StoredCheckpoint,
    private readonly blobs: Pick<BlobStore, 'get'>,
    private readonly log: ProjectionLog,
  ) {
    this.model = group.model(client, schema, blobs);
    if (checkpoint.position !== undefined && checkpoint.eventId !== undefined)
      this.at = { position: checkpoint.position, eventId: checkpoint.eventId };
  }

  get epoch(): string {
    return this.checkpoint.epoch;
  }
  /** The last event that is committed. */
  get committed(): Checkpoint | undefined {
    return this.at;
  }
  get position(): bigint {
    return this.at?.position ?? 0n;
  }

  /** Reads which streams are parked. Call it once, first. */
  async open(): Promise<this> {
    const found = await this.client.query<{ stream: string }>(
      `SELECT DISTINCT stream FROM ${this.schema}.${this.group.tables.deadLetteredEvents.name}`,
    );
    for (const { stream } of found.rows) this.parked.add(stream);
    return this;
  }

  /** The same, writing over another connection. */
  on(client: pg.ClientBase): Promise<Projector> {
    const checkpoint = { position: this.at?.position, eventId: this.at?.eventId, epoch: this.epoch };
    return new Projector(this.group, client, this.schema, checkpoint, this.blobs, this.log).open();
  }

  /** Rejects with Fenced, or with an error of PostgreSQL or of the blob store; the rows then are as they were. */
  async apply(batch: FeedBatch): Promise<Committed> {
    const after = this.at;
    const items = batch.items.filter((item) => after === undefined || item.position > after.position);
    const last = items.at(-1);
    if (!last) return NOTHING_CHANGED;
    const advance: Advance = {
      epoch: this.epoch,
      position: String(last.position),
      eventId: last.kind === 'event' ? last.event.id : last.id,
    };
    try {
      const touched = await this.write(items, after, MUTANT.checkpointApart ? undefined : advance);
      if (MUTANT.checkpointApart) await this.write([], after, advance);
      return this.done(advance, items, touched);
    } catch (error) {
      this.model.forget();
      if (!(error instanceof Poison) && !isDataError(error)) throw error;
    }
    return this.done(advance, items, await this.settle(items, after, advance));
  }

  private done(advance: Advance, items: readonly Item[], touched: Touched): Committed {
    this.at = { position: BigInt(advance.position), eventId: advance.eventId };
    this.events += items.length;
    const runs = [...touched].map(([runId, revision]) => ({ runId, revision }));
    this.model.trim();
    return { runs, topics: topicsOf(items) };
  }

  /** All of it in one statement: the way that batches go unless one of their events is bad. */
  private async write(
    items: readonly Item[],
    after: Checkpoint | undefined,
    advance: Advance | undefined,
  ): Promise<Touched> {
    if (FAILPOINTS) await failpoint('projectionBegin.before');
    await this.model.prepare(items);
    const parkedNow: string[] = [];
    try {
      const { changes, runs } = this.fold(items, after, parkedNow);
      if (FAILPOINTS) await failpoint('projectionBegin.after');
      if (FAILPOINTS) await failpoint('projectionCommit.before');
      const written = await this.client.query<{ written: number }>(
        batchStatement(this.group.tables, this.schema, changes, advance),
      );
      if (FAILPOINTS) await failpoint('projectionCommit.after');
      if (written.rows[0]?.written !== 1) throw new Fenced(`epoch ${this.epoch} was superseded`);
      for (const stream of parkedNow) this.log.error({ stream }, 'an event cannot be read: its stream is parked');
      return new Map(runs.map(({ runId, revision }) => [runId, revision]));
    } catch (error) {
      for (const stream of parkedNow) this.parked.delete(stream);
      throw error;
    }
  }

  /** Folds a batch into the rows in memory. Throws Poison; streams that unreadable events park are added to `parkedNow`. */
  private fold(items: readonly Item[], after: Checkpoint | undefined, parkedNow: string[]) {
    const folding = this.model.begin();
    const { health } = folding;
    items.forEach((item, index) => {
      if (item.kind === 'unreadable' && item.unknownType) {
        health.skippedTypes.of(item.type, () => ({ type: item.type, count: 0 })).count++;
        return;
      }
      const place = placeOf(item);
      if (this.parked.has(place.stream)) return health.parkedEvents.insert(place);
      if (item.kind === 'unreadable') {
        health.deadLetteredEvents.insert(deadLetter(item, item.reason, before(items, index, after)));
        this.parked.add(place.stream);
        parkedNow.push(place.stream);
        return;
      }
      try {
        folding.event(item.event, item.position);
      } catch (error) {
        if (!MUTANT.poisonSkipped) throw new Poison(index, reasonOf(error));
      }
    });
    return folding.finish();
  }

  /** The slow way, in one transaction still: finds the bad events, parks their streams, and writes everything else. */
  private async settle(
    items: readonly Item[],
    after: Checkpoint | undefined,
    advance: Advance,
    first?: () => Promise<void>,
  ): Promise<Touched> {
    const parkedBefore = new Set(this.parked);
    await this.client.query('BEGIN');
    try {
      const held = await this.client.query(
        `UPDATE ${this.schema}.checkpoint SET position = $2, event_id = $3 WHERE epoch = $1`,
        [advance.epoch, advance.position, advance.eventId],
      );
      if (held.rowCount !== 1) throw new Fenced(`epoch ${this.epoch} was superseded`);
      await first?.();
      const touched = await this.halve(items, after);
      await this.client.query('COMMIT');
      return touched;
    } catch (error) {
      this.model.forget();
      this.parked.clear();
      for (const stream of parkedBefore) this.parked.add(stream);
      await this.client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  private async halve(items: readonly Item[], after: Checkpoint | undefined): Promise<Touched> {
    if (items.length === 0) return new Map();
    await this.client.query('SAVEPOINT part');
    let bad: unknown;
    try {
      const touched = await this.write(items, after, undefined);
      await this.client.query('RELEASE SAVEPOINT part');
      return touched;
    } catch (error) {
      this.model.forget();
      if (!(error instanceof Poison) && !isDataError(error)) throw error;
      bad = error;
    }
    await this.client.query('ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part');
    if (items.length === 1) {
      const [item] = items;
      if (item) await this.park(item, reasonOf(bad), after);
      return new Map();
    }
    // A fold names the event; PostgreSQL names only the statement, so that half of it is tried next.
    const cut = bad instanceof Poison ? Math.max(1, bad.index) : items.length >> 1;
    const head = items.slice(0, cut);
    const one = bad instanceof Poison && bad.index === 0;
    const touched: Touched = new Map();
    const lists: [readonly Item[], Checkpoint | undefined][] = [
      [head, after],
      [items.slice(cut), before(items, cut, after)],
    ];
    if (one) {
      const [item] = items;
      if (item) await this.park(item, reasonOf(bad), after);
      lists.shift();
    }
    for (const [part, from] of lists)
      for (const [runId, revision] of await this.halve(part, from)) touched.set(runId, revision);
    return touched;
  }

  private async park(item: Item, reason: string, after: Checkpoint | undefined): Promise<void> {
    const folding = this.model.begin();
    folding.health.deadLetteredEvents.insert(deadLetter(item, reason, after));
    const { changes } = folding.finish();
    await this.client.query(batchStatement(this.group.tables, this.schema, changes, undefined));
    const { stream, revision, position } = placeOf(item);
    this.parked.add(stream);
    this.log.error({ stream, revision, position, reason }, 'an event cannot be projected: its stream is parked');
  }

  /** Streams that are parked, and the place in the log from which all of them can be read again. */
  async parkedStreams(): Promise<{ readonly streams: Map<string, bigint>; readonly from: Checkpoint | undefined }> {
    const found = await this.client.query<StoredDeadLetteredEvent>(
      `${this.group.tables.deadLetteredEvents.select(this.schema)} ORDER BY position`,
    );
    const [first] = found.rows;
    return {
      streams: new Map(found.rows.map((row) => [row.stream, BigInt(row.position)])),
      from:
        first?.afterPosition == null || first.afterEventId === null
          ? undefined
          : { position: BigInt(first.afterPosition), eventId: first.afterEventId },
    };
  }

  /** Projects parked events, all of which are at or before the checkpoint; what fails again is parked again. */
  async retry(streams: readonly string[], items: readonly Item[]): Promise<Committed> {
    const at = this.at;
    if (!at) return NOTHING_CHANGED;
    this.model.lookAgain();
    this.model.forget();
    const advance: Advance = { epoch: this.epoch, position: String(at.position), eventId: at.eventId };
    const touched = await this.settle(items, undefined, advance, async () => {
      for (const table of [this.group.tables.deadLetteredEvents, this.group.tables.parkedEvents])
        await this.client.query(`DELETE FROM ${this.schema}.${table.name} WHERE stream = ANY($1::text[])`, [streams]);
      for (const stream of streams) this.parked.delete(stream);
    });
    return { ...this.done(advance, [], touched), topics: topicsOf(items) };
  }
}

function topicsOf(items: readonly Item[]): ReadonlySet<StreamKind> {
  const topics = new Set<StreamKind>();
  for (const item of items) {
    const topic = kindOf(item.kind === 'event' ? item.event.stream : item.stream);
    if (topic !== undefined) topics.add(topic);
  }
  return topics;
}

function placeOf(item: Item) {
  const { stream, revision, id, type } = item.kind === 'event' ? item.event : item;
  return { position: String(item.position), stream, revision, id, type };
}

/** The event before one in the feed. */
function before(items: readonly Item[], index: number, after: Checkpoint | undefined): Checkpoint | undefined {
  const item = items[index - 1];
  if (!item) return after;
  return { position: item.position, eventId: item.kind === 'event' ? item.event.id : item.id };
}

function deadLetter(item: Item, reason: string, after: Checkpoint | undefined): StoredDeadLetteredEvent {
  return {
    ...placeOf(item),
    reason: reason.slice(0, 2_000),
    afterPosition: after ? String(after.position) : null,
    afterEventId: after?.eventId ?? null,
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof DomainError) return `${error.code}: ${error.message}`;
  return messageOf(error);
}

/** What the read models follow. */
export const PREFIXES: readonly string[] = Object.values(STREAMS);
