import { decode, type Decoded } from './decode.js';
import type { RawEvent } from './raw-log.js';

const known = new WeakMap<RawEvent, Decoded>();

/** Followers that share a subscription get the same event, one a moment after the other: it is parsed for the first, and known for as long as somebody holds it. */
export function decodeOnce(raw: RawEvent): Decoded {
  const before = known.get(raw);
  if (before) return before;
  const decoded = decode(raw);
  known.set(raw, decoded);
  return decoded;
}
