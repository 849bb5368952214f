/**
 * What the node needs of a disk: an append-only log of entries (one per append and stream) and an index of them by stream.
 * A port, so that tests can put a disk of their own below the node (one that loses power, one that fails).
 */

/** Where the first entry begins: 0 stays free for "before everything". Each next one begins where the one before it ends. */
export const FIRST_POSITION = 64;

/** The events of one append to one stream. */
export interface Entry {
  /** Where it begins in the log: grows with each entry, below 2^53. */
  position: number;
  /** Its events as framed gRPC messages: on disk as on the wire. */
  body: Buffer;
}

export interface NewEntry extends Entry {
  /** 16 bytes that stand for the stream's name. */
  streamKey: Buffer;
  firstRevision: number;
}

/** Where a stream's events are: the entry at `position` begins with `firstRevision`. */
export interface IndexEntry {
  firstRevision: number;
  position: number;
  /** Of the entry's body, in bytes. */
  length: number;
}

/** All reads throw DamagedStore when what they find is not what was written. */
export interface Storage {
  /**
   * All entries or none; resolves when they would survive a power cut. Rejects with DiskFull when there was no room, and nothing of
   * them is there; after any other rejection nothing may be assumed about the disk. One at a time.
   */
  commit(entries: readonly NewEntry[]): Promise<void>;
  /** Entries in log order, from the one that begins at or after `position`, until `maxBytes` are reached (at least one, if there is one). */
  entriesFrom(position: number, maxBytes: number): Entry[];
  /** Entries that begin before `position`, newest first, likewise. */
  entriesBefore(position: number, maxBytes: number): Entry[];
  /** The body of the entry that begins at `position`. */
  body(position: number): Buffer | undefined;
  /** A stream's entries in order, from the one that holds `revision` (or the first after it). */
  streamFrom(streamKey: Buffer, revision: number, limit: number): IndexEntry[];
  /** A stream's entries that begin at or before `revision`, newest first. */
  streamBack(streamKey: Buffer, revision: number, limit: number): IndexEntry[];
  close(): Promise<void>;
}
