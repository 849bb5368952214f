import type pg from 'pg';
import type { Recorded } from '../../domain/kernel/envelope.js';
import type { BlobStore, FeedBatch } from '../../domain/kernel/ports.js';
import type { ParkedEventRow, StoredDeadLetteredEvent } from '../health/tables.js';
import type { SkippedTypeRow } from '../rows.js';
import type { TableSql } from '../storage/table.js';
import type { RowChanges, SumChanges } from './changes.js';

export interface RunChange {
  readonly runId: string;
  readonly revision: number;
}

/** What a batch does to one table. */
export interface TableChange {
  readonly inserted: Iterable<object> & { readonly size: number };
  readonly updated: ReadonlySet<object>;
}
/** By the table's name in its group. */
export type GroupChanges = Readonly<Record<string, TableChange>>;

/** Every group has these tables of its own. */
export interface HealthChanges {
  readonly deadLetteredEvents: RowChanges<StoredDeadLetteredEvent>;
  readonly parkedEvents: RowChanges<ParkedEventRow>;
  readonly skippedTypes: SumChanges<SkippedTypeRow>;
}

/** One batch on its way to rows. */
export interface GroupFold {
  readonly health: HealthChanges;
  /** Throws when the event cannot be projected after what its stream said before. */
  event(event: Recorded, position: bigint): void;
  /** After the last event: what changes, and which runs did. */
  finish(): { readonly changes: GroupChanges; readonly runs: readonly RunChange[] };
}

/** How a group makes rows of events; one per projector, with what it keeps in memory between batches. */
export interface GroupModel {
  /** Fetches what the fold of these events will look at. Rejects when a store is away. */
  prepare(items: FeedBatch['items']): Promise<void>;
  begin(): GroupFold;
  /** A write has failed: nothing that is kept can be relied on. */
  forget(): void;
  /** Parked events are tried again: what was missing may be there now. */
  lookAgain(): void;
  /** After a commit. */
  trim(): void;
}

/** Read models that share one checkpoint, one connection and one feed: rebuilt as one, and independent of every other group. */
export interface Group {
  readonly name: GroupName;
  /** Its row in mission_control.read_models, and what it is called in the log. */
  readonly title: string;
  /** One holds the current tables, the other is filled by a rebuild. */
  readonly schemas: readonly [string, string];
  /** Raised with every change of a table or of what the projection writes: read models of another format are built anew. */
  readonly format: number;
  /** The advisory lock that says which process projects. */
  readonly lock: number;
  readonly tables: Readonly<Record<string, TableSql>> & {
    readonly deadLetteredEvents: TableSql;
    readonly parkedEvents: TableSql;
  };
  readonly views: readonly ((schema: string) => string)[];
  /** The largest batch: what arrives while one is written goes into the next. */
  readonly maxBatch: number;
  /** Commits are at least this far apart, in ms. */
  readonly gatherMs: number;
  /** Types of events that are committed at once: somebody waits for them. */
  readonly urgent?: ReadonlySet<string>;
  /** How long it rests after a batch that took `busyMs` and whose last event is `ageMs` old, in ms: a group that rests leaves the machine to the others. */
  restMs?(busyMs: number, ageMs: number): number;
  /** Settings of PostgreSQL for its queries: `-c name=value`. */
  readonly querySettings?: string;
  model(client: pg.ClientBase, schema: string, blobs: Pick<BlobStore, 'get'>): GroupModel;
}
export type GroupName = 'main' | 'audit';
