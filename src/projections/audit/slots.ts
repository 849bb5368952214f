const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Lengths that people can read an axis by. Each over a minute is a whole number of minutes, each over an hour of hours. */
const HANDY = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 28, 91, 182, 364].map((n) => n * DAY),
];

export interface Slots {
  /** Milliseconds since the epoch: the start of the first slot, and the end of the last one. */
  readonly from: number;
  readonly to: number;
  readonly slotMs: number;
  readonly slots: number;
}

/** Slots of a handy length, at least `leastMs`, that cover a range of time; about `wanted` of them, and never more than one over. */
export function slotsOf(from: number, to: number, wanted: number, leastMs: number = SECOND): Slots {
  const least = Math.max(leastMs, (to - from) / wanted);
  const slotMs = HANDY.find((length) => length >= least) ?? Math.ceil(least / DAY) * DAY;
  const start = Math.floor(from / slotMs) * slotMs;
  const slots = Math.max(1, Math.ceil((to - start) / slotMs));
  return { from: start, to: start + slots * slotMs, slotMs, slots };
}
