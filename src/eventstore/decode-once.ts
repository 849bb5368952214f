import { breakWithin, isChained } from './chain.js';
import { broken, decode, type Decoded } from './decode.js';
import { ownEvents } from './own-events.js';
import type { RawEvent } from './raw-log.js';

const known = new WeakMap<RawEvent, Decoded>();

/**
 * Followers that share a subscription get the same event, one a moment after the other: it is parsed for the first, and known for as long as somebody holds it.
 * One that is not what its own hash says is unreadable; one that is what this process has just sent is known already.
 */
export function decodeOnce(raw: RawEvent): Decoded {
  const before = known.get(raw);
  if (before) return before;
  const decoded = ownEvents.take(raw) ?? checked(raw, decode(raw));
  known.set(raw, decoded);
  return decoded;
}

function checked(raw: RawEvent, decoded: Decoded): Decoded {
  if (decoded.kind === 'unreadable' || !isChained(raw.stream)) return decoded;
  const why = breakWithin(raw, decoded.data, decoded.event.metadata);
  return why === undefined ? decoded : broken(raw, why);
}
