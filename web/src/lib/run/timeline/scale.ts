/** A stretch of time on the axis. */
export interface Piece {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** Where it begins on the axis, and how much of it it takes: in milliseconds as shown, which are fewer where time is collapsed. */
  readonly at: number;
  readonly length: number;
  readonly idle: boolean;
}
/** Time to axis and back, linear in each piece. */
export interface Scale {
  readonly pieces: readonly Piece[];
  /** Of the whole axis. */
  readonly length: number;
}
export interface Busy {
  readonly start: number;
  /** Infinity while it goes on. */
  readonly end: number;
}

/** A pause shorter than this is never collapsed, however short all the work is. */
const LEAST_IDLE_MS = 2_000;
/** A pause is idle time when it is longer than this share of all the work. */
const IDLE_SHARE = 0.12;
/** How much of the axis one ladder takes, as a share of all the work; all ladders together at most the other. */
const LADDER = 0.05;
const LADDERS = 0.4;

/** When anything was done: intervals that touch or overlap are one. `bars` in order of their start. */
export function busyOf(bars: readonly { readonly start: number; readonly end: number | undefined }[]): readonly Busy[] {
  const busy: { start: number; end: number }[] = [];
  for (const bar of bars) {
    const end = bar.end ?? Infinity;
    const last = busy.at(-1);
    if (last && bar.start <= last.end) last.end = Math.max(last.end, end);
    else busy.push({ start: bar.start, end });
  }
  return busy;
}

/**
 * The axis from `from` to `to`. With `collapse`, long pauses between the work are ladders of one width.
 * @param busy in order, apart, as `busyOf` gives them
 */
export function scaleOf(busy: readonly Busy[], from: number, to: number, collapse: boolean): Scale {
  const end = Math.max(to, from + 1);
  const whole: Scale = { pieces: [{ from, to: end, at: 0, length: end - from, idle: false }], length: end - from };
  if (!collapse) return whole;
  const work = busy.reduce((sum, one) => sum + Math.max(0, Math.min(one.end, end) - Math.max(one.start, from)), 0);
  if (work <= 0) return whole;
  const pauses: { from: number; to: number }[] = [];
  let before = from;
  for (const one of [...busy, { start: end, end }]) {
    const until = Math.min(one.start, end);
    if (until - before > Math.max(LEAST_IDLE_MS, work * IDLE_SHARE)) pauses.push({ from: before, to: until });
    before = Math.max(before, Math.min(one.end, end));
  }
  const ladder = work * Math.min(LADDER, LADDERS / pauses.length);
  const pieces: Piece[] = [];
  let at = 0;
  const add = (from: number, to: number, idle: boolean): void => {
    const length = idle ? ladder : to - from;
    if (length <= 0) return;
    pieces.push({ from, to, at, length, idle });
    at += length;
  };
  let here = from;
  for (const pause of pauses) {
    add(here, pause.from, false);
    add(pause.from, pause.to, true);
    here = pause.to;
  }
  add(here, end, false);
  return { pieces, length: at };
}

/** Place on the axis of an instant; what lies outside is at an end. */
export function placeOf({ pieces, length }: Scale, ms: number): number {
  const piece = pieces[lastAt(pieces, ({ from }) => from <= ms)];
  if (!piece) return 0;
  if (ms >= piece.to) return Math.min(length, piece.at + piece.length);
  return piece.at + ((ms - piece.from) / (piece.to - piece.from)) * piece.length;
}

/** The instant at a place on the axis; the inverse of `placeOf`. */
export function timeAt({ pieces }: Scale, place: number): number {
  const piece =
    pieces[
      Math.max(
        0,
        lastAt(pieces, ({ at }) => at <= place),
      )
    ];
  if (!piece) return 0;
  const share = Math.min(1, Math.max(0, (place - piece.at) / piece.length));
  return piece.from + share * (piece.to - piece.from);
}

/** Index of the last one for which `holds` is true, where it is true for a beginning of the list; -1 when for none. */
export function lastAt<T>(list: readonly T[], holds: (one: T) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = list[middle];
    if (one !== undefined && holds(one)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
