import { runHref } from '../tabs.js';

/** The event of the run that is looked at, as it stands in the address (`?at=142`); `undefined`: the present. */
export function atOf(params: URLSearchParams): number | undefined {
  const text = params.get('at');
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** The same part of the run, at another event or in the present. */
export const atHref = (url: URL, at: number | undefined): string =>
  runHref(url, { at: at === undefined ? null : String(at), ...(at === undefined ? {} : { event: null }) });

/** Where an event stands on the record, 0 to 1 from its left. @param slots events that the record has room for */
export const placeOf = (at: number, slots: number): number => (Math.min(at, slots - 1) + 0.5) / slots;

/** The nearest mark before or after an event. */
export function nextMark(marks: readonly number[], at: number, by: 1 | -1): number | undefined {
  const ordered = marks.toSorted((a, b) => a - b);
  return by === 1 ? ordered.find((mark) => mark > at) : ordered.findLast((mark) => mark < at);
}

/** A pause between two events is never played longer than this. */
const LONGEST_MS = 1_500;
/** Shorter ones would not be seen. */
const SHORTEST_MS = 60;
export type Speed = 'event' | 1 | 16 | 64;
/** With `event`, each event stays for this long, whatever the time between. */
const EVENT_MS = 500;

/**
 * How long an event stays while playing, and how much time is left out for that: what is shortened is said.
 * @param betweenMs the recorded time from the event to the next one
 */
export function pauseOf(betweenMs: number, speed: Speed): { readonly waitMs: number; readonly skippedMs: number } {
  if (speed === 'event') return { waitMs: EVENT_MS, skippedMs: 0 };
  const scaled = betweenMs / speed;
  if (scaled <= LONGEST_MS) return { waitMs: Math.max(SHORTEST_MS, scaled), skippedMs: 0 };
  return { waitMs: LONGEST_MS, skippedMs: betweenMs - LONGEST_MS * speed };
}
