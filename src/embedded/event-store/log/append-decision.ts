import { type ProposedEvent } from '../messages/recorded-event.js';
import { ANY, NO_REVISION, NO_STREAM, STREAM_EXISTS, type ExpectedRevision } from './expected-revision.js';
import { isSoftDeleted } from './stream-metadata.js';
import { type Standing } from './stream-states.js';

/** What the log knows about events that were appended before. */
export interface PastEvents {
  /** Where a recently appended id is, if it is in this stream. Lost when the node restarts. */
  recentRevision(id: string): number | undefined;
  /** Ids of the stream's events from `revision` on, at most `count` of them. */
  idsFrom(revision: number, count: number): string[];
  /** Whether the stream has metadata. */
  hasMetadata(): boolean;
}

export type AppendDecision =
  | { kind: 'write'; revives: boolean }
  /** The same events are in the stream already; the last of them is at `revision`. */
  | { kind: 'repeated'; revision: number }
  | { kind: 'wrong-expected-version' }
  | { kind: 'stream-deleted' };

const WRONG: AppendDecision = { kind: 'wrong-expected-version' };

/** The rules of EventStoreDB 24.10 for what becomes of an append, in its order of checks. */
export function decideAppend(
  standing: Standing,
  expected: ExpectedRevision,
  events: readonly Pick<ProposedEvent, 'id'>[],
  past: PastEvents,
): AppendDecision {
  if (standing.tombstoned) return { kind: 'stream-deleted' };
  const softDeleted = isSoftDeleted(standing.metadata);
  const { last } = standing;
  if (expected === STREAM_EXISTS) {
    if (softDeleted) return { kind: 'stream-deleted' };
    if (last === NO_REVISION && !past.hasMetadata()) return WRONG;
  }
  if (expected === ANY || expected === STREAM_EXISTS) return decideByRecentIds(softDeleted, events, past);
  if (expected === last) return { kind: 'write', revives: softDeleted };
  if (expected > last) return WRONG;
  const repeated = decideByLog(Number(expected), events, past);
  if (repeated) return repeated;
  // A soft-deleted stream counts as none, for new ids only.
  const startsAnew = expected === NO_STREAM && softDeleted && !firstIsKnown(events, past);
  return startsAnew ? { kind: 'write', revives: true } : WRONG;
}

function decideByRecentIds(
  softDeleted: boolean,
  events: readonly Pick<ProposedEvent, 'id'>[],
  past: PastEvents,
): AppendDecision {
  let previous = NO_REVISION;
  for (const [index, event] of events.entries()) {
    const revision = past.recentRevision(event.id.toString('latin1'));
    // The first id decides: when it is new, everything is written, also ids that are known.
    if (revision === undefined) return index === 0 ? { kind: 'write', revives: softDeleted } : WRONG;
    // Known ids in another order: the real server never answers; this one does.
    if (revision <= previous) return WRONG;
    previous = revision;
  }
  return events.length === 0 ? { kind: 'write', revives: softDeleted } : { kind: 'repeated', revision: previous };
}

function decideByLog(
  expected: number,
  events: readonly Pick<ProposedEvent, 'id'>[],
  past: PastEvents,
): AppendDecision | undefined {
  if (events.length === 0) return undefined;
  const ids = past.idsFrom(expected + 1, events.length);
  const same =
    ids.length === events.length && events.every((event, index) => event.id.toString('latin1') === ids[index]);
  return same ? { kind: 'repeated', revision: expected + events.length } : undefined;
}

function firstIsKnown(events: readonly Pick<ProposedEvent, 'id'>[], past: PastEvents): boolean {
  const [first] = events;
  return first !== undefined && past.idsFrom(0, 1)[0] === first.id.toString('latin1');
}
