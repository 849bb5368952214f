import type { Actor, DomainEvent, EventMetadata, Recorded } from './envelope.js';
import type { Json } from './json.js';
import type { BlobRef } from './payload.js';

/** Milliseconds since the epoch. */
export interface Clock {
  now(): number;
}

export interface Ids {
  /** A random UUID. */
  random(): string;
}

/** One event to be appended: its data and every part of its metadata but the chain's, which the store's adapter adds. */
export interface NewEvent {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: Omit<EventMetadata, 'prev' | 'hash'>;
}

/** Where a stream stands: the revision of its last event (-1: none) and the head of its hash chain. */
export interface Head {
  readonly revision: number;
  readonly hash: string;
}

export type AppendOutcome =
  | { readonly kind: 'appended'; readonly events: readonly Recorded[]; readonly head: Head; readonly position: bigint }
  /** Another writer was there first: load again and decide again. */
  | { readonly kind: 'conflict' };

/**
 * The log. Every append names the head that it was decided on.
 * An outcome that is unknown (timeout, broken connection) is resolved inside by sending the same bytes again; `append` settles
 * with a definite answer only. It rejects with a DomainError: STORE.TOO_LARGE (invalid), STORE.FULL, STORE.ACCESS_DENIED, STORE.DAMAGED, STREAM.NEWER (unavailable), STREAM.BROKEN_CHAIN (unavailable).
 */
export interface EventStore {
  append(stream: string, head: Head, events: readonly NewEvent[]): Promise<AppendOutcome>;
  /** Events of one stream from a revision on, in order, upcast, with the chain verified from `after` (default: from the start). Missing stream: none. */
  read(stream: string, options?: { readonly after?: Head; readonly maxCount?: number }): AsyncIterable<Recorded>;
  /** One event as it stands, or the last one of its stream; undefined when it does not exist. */
  readOne(stream: string, revision: number | 'end'): Promise<Recorded | undefined>;
  /** False while the last contact failed: commands are refused with 503 instead of queued without end. */
  available(): boolean;
  /** Why the store, which answers, took no append the last time (its disk is full); undefined while it takes them. */
  refusal(): string | undefined;
}

/** A place in the whole log, kept by whoever follows it. */
export interface Checkpoint {
  readonly position: bigint;
  readonly eventId: string;
}

export interface FeedItem {
  readonly position: bigint;
  readonly event: Recorded;
}

/** An event that this version cannot read: unknown type, newer version, or data that does not parse. */
export interface UnreadableEvent {
  readonly position: bigint;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly reason: string;
  readonly unknownType: boolean;
}

/** The whole log in order, as a batch of what is there. */
export interface FeedBatch {
  readonly items: readonly (
    ({ readonly kind: 'event' } & FeedItem) | ({ readonly kind: 'unreadable' } & UnreadableEvent)
  )[];
  /** Everything up to here was seen, also what the filter left out. */
  readonly through: bigint;
}

export interface Feed {
  /**
   * Follows the log from after a checkpoint (undefined: from the start) until `signal` aborts. Resubscribes by itself after an error, a normal end, or silence; an event that the store delivers twice comes once.
   * The next batch is not handed out before `handle` has settled; when it rejects, the same batch comes again after a back-off.
   * Rejects with STORE.WIPED (unavailable) when the event at the checkpoint is not the one that it names.
   */
  follow(options: {
    readonly name: string;
    readonly from: Checkpoint | undefined;
    readonly prefixes: readonly string[];
    readonly maxBatch?: number;
    /** Batches are handed out at least this far apart, in ms: what comes in between is one batch. Default 0. */
    readonly gatherMs?: number;
    /** Types of events that are handed out at once, with what is there. */
    readonly urgent?: ReadonlySet<string>;
    /** Goes at the pace of the slowest of those that say so too and stand nearby, so that each event is read and parsed once for all of them. */
    readonly together?: boolean;
    /** Leaves out an event before it is decoded; it counts as seen. */
    skip?(stream: string, revision: number): boolean;
    readonly signal: AbortSignal;
    handle(batch: FeedBatch): Promise<void>;
    /** Called at each change between catching up and live. */
    onLive?(live: boolean): void;
  }): Promise<void>;
  /** Position of the last event of the log that a feed would show; 0n when there is none. Rejects with STORE.UNAVAILABLE (unavailable). */
  end(): Promise<bigint>;
}

/** An event as it lies in the log, before upcasting. `data` and `metadata` that are not JSON, by whomever they were written, are the text that is there. */
export interface StoredEvent {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly position: bigint;
  readonly data: Json;
  /** With `prev` and `hash`. */
  readonly metadata: Json;
}

/** The log as it is stored, for exports and proofs: nothing is upcast, left out for not being readable, or followed. All reject with STORE.UNAVAILABLE (unavailable). */
export interface LogReader {
  /**
   * Events of streams with these prefixes (one that ends in a dash stands for many streams, any other is the name of one), in the log's order, after one position up to another,
   * both optional and the last inclusive. Ends at the log's end as it was at the call. `after` is the position of an event. A slow reader costs no memory.
   */
  readAll(options: {
    readonly after?: bigint;
    readonly through?: bigint;
    readonly prefixes: readonly string[];
  }): AsyncIterable<StoredEvent>;
  /** Events of one stream from a revision on (inclusive; default 0), at most `maxCount`, in order. Missing stream: none. Who wants a few says so: a read that is given up early is a reset of the connection's protocol. */
  readStream(
    stream: string,
    options?: { readonly from?: number; readonly maxCount?: number },
  ): AsyncIterable<StoredEvent>;
  /** Position of the last event of the log, of any stream; 0n when it is empty. */
  end(): Promise<bigint>;
}

/** Takes streams out of the log, for retention only. */
export interface StreamRemover {
  /** The stream can be read no more; the store gives its room back when it scavenges. Safe to repeat. Rejects with STORE.UNAVAILABLE (unavailable). */
  remove(stream: string): Promise<void>;
}

/** A sign of life of one process of the server (an instance). Its id is its boot id, which is its gateway's id too. */
export interface Beat {
  readonly instanceId: string;
  /** The revision of `control` that it acts upon, and upon which nothing older of it is on its way; -1: none. */
  readonly controlRevision: number;
  /** It ends in good order, and is not heard of again. */
  readonly left: boolean;
  /** A hash that tells its keys from others, and nothing else of them. */
  readonly keys?: string | undefined;
}

/** Signs of life of all instances, in one order. Both reject with STORE.UNAVAILABLE (unavailable) when nobody knows. */
export interface InstanceLog {
  /** What was written since the last call, by whomever; at first, what is kept. In order. */
  since(): Promise<readonly Beat[]>;
  /** Durable when it settles. */
  beat(beat: Beat): Promise<void>;
}

/** A payload that nobody has written or referred to anew for so long may be removed, in ms. A put is followed by its reference much sooner. */
export const UNUSED_MS = 24 * 3_600_000;

/** As of the last event of its stream: somebody who refers to it from then on writes one. */
export interface UnusedPayload {
  readonly sha256: string;
  readonly revision: number;
}

/**
 * Takes payloads out of the store, for retention only. They are shared by content: look for those that are unused, then whether the log refers to them,
 * then remove them; who refers to one in between is before the removal. Both reject with STORE.UNAVAILABLE (unavailable).
 */
export interface PayloadRemover {
  /** undefined: it was put or kept within UNUSED_MS, or is not there. */
  unused(sha256: string): Promise<UnusedPayload | undefined>;
  /** False: it was put or kept in between, and stays. Safe to repeat. */
  remove(payload: UnusedPayload): Promise<boolean>;
}

/** Large payloads by content hash. */
export interface BlobStore {
  /** Writes canonical JSON text, once per hash; durable when it settles. */
  put(text: string, sha256: string, mediaType?: string): Promise<BlobRef>;
  /** The value; rejects with BLOB.MISSING (unavailable) when it is incomplete or gone. */
  get(ref: BlobRef): Promise<Json>;
  /** Before a stream takes a reference over from another: it is not removed with that one. False: it is not there. */
  keep(ref: BlobRef): Promise<boolean>;
}

export interface Snapshot<State> {
  readonly head: Head;
  readonly state: State;
}
export interface SnapshotStore {
  /** The newest usable snapshot at or before a revision; a damaged or older-versioned one is passed over. */
  load(
    stream: string,
    stateVersion: number,
    atMost?: number,
  ): Promise<{ readonly head: Head; readonly state: Json } | undefined>;
  save(stream: string, stateVersion: number, head: Head, state: Json): Promise<void>;
}

/**
 * Secrets of the server by name, outside the log and the read models: what is destroyed here is gone, whatever the log still holds.
 * A name is 1 to 128 of a-z, 0-9, `.`, `_` and `-`. All reject with KEYS.UNAVAILABLE (unavailable) when the store does not answer.
 */
export interface KeyStore {
  /** The secret; undefined when there is none of that name. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Keeps a new secret, durably; gives back the one that is kept: the first writer's. */
  create(name: string, secret: Uint8Array): Promise<Uint8Array>;
  /** Destroys it, durably; false when there was none. */
  destroy(name: string): Promise<boolean>;
  /** All names, sorted. */
  list(): Promise<readonly string[]>;
}

/** What a command carries beside its payload. */
export interface CommandContext {
  /** uuid v5(operator, Idempotency-Key) for people; derived from its cause for agents and processes; fixed over retries. */
  readonly commandId: string;
  readonly actor: Actor;
  readonly causationId: string;
  readonly correlationId?: string;
  /** SHA-256(Idempotency-Key ‖ JCS(payload)) when the command came with a key. */
  readonly payloadHash?: string;
}

/** The answer to a command: what was appended last, or where the stream stood when nothing was. `position` is the log's. */
export interface CommandAnswer {
  readonly stream: string;
  readonly revision: number;
  readonly position: bigint;
  readonly events: readonly Recorded<DomainEvent>[];
}
