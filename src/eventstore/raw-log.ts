/**
 * The log below the codec: texts and numbers as they travel. The event store, the feed, blobs and snapshots are written once, upon this;
 * grpc-log.ts is the real one, memory-log.ts the one for tests.
 */

/** An event as it is sent: its data and metadata as JSON text. */
export interface SealedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

/** An event as it lies in the log. */
export interface RawEvent extends SealedEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: bigint;
}

export type RawAppend =
  | {
      readonly kind: 'appended';
      /** Of the last event of the append; absent when the store no longer tells. */
      readonly position: bigint | undefined;
    }
  | { readonly kind: 'wrongRevision' };

/**
 * Nobody knows whether the append is in the log: no answer in time, a broken connection, a store that is shutting down.
 * The only way to find out is to send the same ids at the same expected revision again.
 */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

/** A place in the whole log. A real store wants both numbers back as it gave them. */
export interface LogPlace {
  readonly commit: bigint;
  readonly prepare: bigint;
}

export interface Listener {
  onEvent(event: RawEvent): void;
  /** Everything up to here was looked at, in order with the events. */
  onCheckpoint(place: LogPlace): void;
  /** Called once: the subscription is over, normally or by an error. */
  onEnd(error: Error | undefined): void;
}

export interface Subscription {
  pause(): void;
  resume(): void;
  /** No call of the listener follows. */
  close(): void;
}

export interface RawLog {
  /**
   * Appends all events or none at `expected` (-1: the stream must be new). The same ids at the same place are the same append.
   * Rejects with OutcomeUnknown, or with a DomainError that is definite.
   */
  append(stream: string, expected: number, events: readonly SealedEvent[]): Promise<RawAppend>;
  /** Inclusive `from`; a missing stream has no events. Rejects with any error when the store cannot be reached. */
  readStream(
    stream: string,
    options: { readonly from: number | 'end'; readonly backwards?: boolean; readonly maxCount?: number },
  ): AsyncIterable<RawEvent>;
  /** The event at exactly this position, if there is one. */
  readPosition(position: bigint): Promise<RawEvent | undefined>;
  /**
   * At most `maxCount` events of streams with these prefixes, from a position on (inclusive; undefined: from the start), in order. The position is an event's, or past the end.
   * A reader that is slow slows the store, and nothing is kept for it but a window. Rejects with any error when the store cannot be reached.
   */
  readForwards(from: bigint | undefined, prefixes: readonly string[], maxCount: number): AsyncIterable<RawEvent>;
  /** From the end backwards, events of streams with these prefixes. The store may have to look through much of the log for one: ping first to learn that it is there. */
  readBackwards(prefixes: readonly string[]): AsyncIterable<RawEvent>;
  /** Events of streams with these prefixes from after a place on, and all that follow. The listener is called later, never before this returns. */
  subscribe(after: LogPlace | undefined, prefixes: readonly string[], listener: Listener): Subscription;
  /**
   * Deletes a stream softly: it has no events for whoever reads it, followers of the whole log may still see them, and the next append of new ids goes on
   * with its numbers. A missing stream is deleted. False: its last revision is not the expected one. Rejects with any error when the store cannot be reached.
   */
  deleteStream(stream: string, expected?: number): Promise<boolean>;
  /** Position of the last event of the whole log, of any stream; 0n when it is empty. Rejects when the store does not answer within 2 s. */
  ping(): Promise<bigint>;
}

/** The client's log, as far as it is used here. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}
