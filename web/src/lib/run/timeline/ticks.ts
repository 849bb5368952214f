import { instant, instantMs, type Zone } from '../../models/time.js';
import type { Scale } from './scale.js';
import { projection, sight, type View } from './view.js';

export interface Tick {
  readonly at: number;
  readonly x: number;
  readonly label: string;
}
export interface Ladder {
  readonly from: number;
  readonly to: number;
  readonly x: number;
  readonly width: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((one) => one * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((one) => one * MINUTE),
  ...[1, 2, 3, 6, 12].map((one) => one * HOUR),
  ...[1, 2, 7, 14, 30, 90, 365].map((one) => one * DAY),
];
/** Room of a label, in pixels. */
const roomOf = (step: number): number => (step < SECOND ? 96 : 72);

/** The step of the axis: round, and far enough apart. @param perMs pixels of a millisecond */
export const stepOf = (perMs: number): number => STEPS.find((step) => step * perMs >= roomOf(step)) ?? 365 * DAY;

/**
 * Round instants in sight, and the first of what follows idle time; none in a ladder, none too near to another.
 * @param offset of the zone in milliseconds: days and hours are round where they are read
 */
export function ticksOf(scale: Scale, view: View, width: number, zone: Zone, offset = 0): readonly Tick[] {
  const { from, to } = sight(scale, view);
  const step = stepOf(width / (to - from));
  const project = projection(scale, view, width);
  const ticks: Tick[] = [];
  let anchored = false;
  const add = (at: number, anchor = false): void => {
    const x = project(at);
    if (x < 0 || x > width - 24) return;
    const near = (tick: Tick | undefined): boolean => tick !== undefined && x - tick.x < roomOf(step);
    // Where one is after a ladder matters more than the round instant before it.
    if (anchor && !anchored && near(ticks.at(-1))) ticks.pop();
    const before = ticks.at(-1);
    if (near(before)) return;
    anchored = anchor;
    const label =
      before && instant(at, before.at, zone).length > 8
        ? instant(at, before.at, zone)
        : step < SECOND
          ? instantMs(at, zone)
          : step < MINUTE
            ? instant(at, at, zone)
            : step < DAY
              ? instant(at, at, zone).slice(0, 5)
              : instant(at, at + DAY, zone);
    ticks.push({ at, x, label });
  };
  for (const piece of scale.pieces) {
    if (piece.idle || piece.at + piece.length < from || piece.at > to) continue;
    const begin = Math.max(piece.from, piece.from + (from - piece.at));
    const end = Math.min(piece.to, piece.from + (to - piece.at));
    // The first instant after a ladder says where one is.
    const fine = Math.min(step, SECOND);
    if (piece.at > 0 && begin === piece.from) add(Math.ceil(begin / fine) * fine, true);
    for (let at = Math.ceil((begin + offset) / step) * step - offset; at <= end; at += step) add(at);
  }
  return ticks;
}

/** The idle time in sight. */
export function laddersOf(scale: Scale, view: View, width: number): readonly Ladder[] {
  const project = projection(scale, view, width);
  return scale.pieces
    .filter(({ idle }) => idle)
    .map(({ from, to }) => ({ from, to, x: project(from), width: project(to) - project(from) }))
    .filter(({ x, width: own }) => x + own > 0 && x < width);
}
