/**
 * The revision that an append expects its stream to be at: a revision, or one of the three words below (EventStoreDB's own numbers).
 * A revision past 2^53 is a bigint: it is only ever compared and echoed.
 */
export type ExpectedRevision = number | bigint;
export const ANY = -2;
export const NO_STREAM = -1;
export const STREAM_EXISTS = -4;

/** Of a stream that was never written. */
export const NO_REVISION = -1;

/** The revision of `$streamDeleted`: 2^63-1 on the wire. Inside, the largest safe integer stands for it. */
export const TOMBSTONE_REVISION = Number.MAX_SAFE_INTEGER;
