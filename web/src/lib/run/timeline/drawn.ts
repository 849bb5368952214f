import type { Bar } from './lanes.js';
import { lastAt } from './scale.js';

/** A bar as it is drawn, or many that would be specks beside each other, as one. */
export interface Drawn {
  /** In order of time; one, or all of a heap. */
  readonly bars: readonly [Bar, ...Bar[]];
  /** Pixels from the left of the track; cut to what is in sight. */
  readonly x: number;
  readonly width: number;
}

/** The narrowest a bar is drawn: its left edge. */
const LEAST = 4;
/** Specks nearer than this are one heap. */
const APART = 1;
/** A heap is not longer than this, so that it says where its failures are. */
const HEAP = 24;
/** Drawn beyond the track on either side, so that edges are not seen there. */
const BEYOND = 12;

/** More than these at once would neither be seen nor be smooth. */
const MOST = 600;

/**
 * How narrow a bar may be before it joins its neighbours in a heap, in pixels: more, the more there are in all rows in sight, so that
 * what is drawn stays few.
 */
export function leastOf(rows: readonly (readonly Bar[])[], project: (ms: number) => number, width: number): number {
  let bars = 0;
  for (const row of rows)
    bars += lastAt(row, (bar) => project(bar.start) <= width) - lastAt(row, (bar) => project(bar.end ?? Infinity) < 0);
  return bars <= MOST ? LEAST : Math.min(48, Math.max(2 * LEAST, (rows.length * width) / MOST));
}

/**
 * What is in sight of a row (bars in order, none two at once). As many as there are pixels at most, however many there are.
 * @param now the end of what goes on, milliseconds since 1970
 * @param least narrower ones that are beside each other are one heap
 */
export function drawnOf(
  row: readonly Bar[],
  project: (ms: number) => number,
  width: number,
  now: number,
  least = LEAST,
): readonly Drawn[] {
  const apart = Math.max(APART, least / 4);
  const endOf = (bar: Bar): number => Math.max(bar.end ?? now, bar.start);
  const drawn: Drawn[] = [];
  let heap: { bars: [Bar, ...Bar[]]; x: number; to: number } | undefined;
  const flush = (): void => {
    if (heap) drawn.push(cut(heap.bars, heap.x, heap.to, width));
    heap = undefined;
  };
  for (let at = lastAt(row, (bar) => project(endOf(bar)) < -BEYOND) + 1; at < row.length; at += 1) {
    const bar = row[at];
    if (!bar) break;
    const x = project(bar.start);
    if (x > width + BEYOND) break;
    const to = project(endOf(bar));
    if (to - x >= least) {
      flush();
      drawn.push(cut([bar], x, to, width));
    } else if (heap && x - heap.to < apart && to - heap.x <= Math.max(HEAP, least)) {
      heap.bars.push(bar);
      heap.to = Math.max(heap.to, to, x + LEAST);
    } else {
      flush();
      heap = { bars: [bar], x, to: x + LEAST };
    }
  }
  flush();
  return drawn;
}

function cut(bars: readonly [Bar, ...Bar[]], from: number, to: number, width: number): Drawn {
  const x = Math.max(from, -BEYOND);
  return { bars, x, width: Math.max(LEAST, Math.min(to, width + BEYOND) - x) };
}

/** How a lane's rows are laid: one agent that does two things at once has half bars. Pixels. */
export interface Rows {
  readonly height: number;
  readonly bar: number;
  readonly top: (row: number) => number;
}
export function rowsOf(count: number): Rows {
  if (count <= 1) return { height: 40, bar: 22, top: () => 9 };
  const pitch = count <= 12 ? 16 : count <= 40 ? 9 : 5;
  return { height: count * pitch + 8, bar: pitch - 2, top: (row) => 5 + row * pitch };
}
