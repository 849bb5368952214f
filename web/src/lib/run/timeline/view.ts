import { placeOf, timeAt, type Scale } from './scale.js';

/** What is in sight, as instants (milliseconds since 1970); `undefined` is all of it, and stays all of it while a run goes on. */
export type View = { readonly from: number; readonly to: number } | undefined;

/** The closest one can look: this share of the axis. */
const CLOSEST = 1 / 20_000;

/** The part of the axis in sight. */
export function sight(scale: Scale, view: View): { readonly from: number; readonly to: number } {
  if (!view) return { from: 0, to: scale.length };
  const from = placeOf(scale, view.from);
  return { from, to: Math.max(placeOf(scale, view.to), from + scale.length * CLOSEST) };
}

/** From an instant to pixels from the left of the track. */
export function projection(scale: Scale, view: View, width: number): (ms: number) => number {
  const { from, to } = sight(scale, view);
  const perUnit = width / (to - from);
  return (ms) => (placeOf(scale, ms) - from) * perUnit;
}

/** The instant at so many pixels from the left of the track. */
export function timeAtPixel(scale: Scale, view: View, width: number, x: number): number {
  const { from, to } = sight(scale, view);
  return timeAt(scale, from + (x / Math.max(1, width)) * (to - from));
}

function viewOf(scale: Scale, from: number, size: number): View {
  if (size >= scale.length) return undefined;
  const begin = Math.min(Math.max(0, from), scale.length - size);
  return { from: timeAt(scale, begin), to: timeAt(scale, begin + size) };
}

/** Closer (`factor` over 1) or farther, so that what is at `centre` (0 to 1 of what is in sight) stays there. */
export function zoomed(scale: Scale, view: View, factor: number, centre = 0.5): View {
  const { from, to } = sight(scale, view);
  const size = Math.max((to - from) / factor, scale.length * CLOSEST);
  return viewOf(scale, from + (to - from - size) * centre, size);
}

/** Later (`by` over 0) or earlier by a share of what is in sight. */
export function panned(scale: Scale, view: View, by: number): View {
  const { from, to } = sight(scale, view);
  return viewOf(scale, from + (to - from) * by, to - from);
}

/** As near as it is, moved only as far as is needed to see `start` to `end`; nearer when that would be a speck. */
export function bringing(scale: Scale, view: View, start: number, end: number, width: number): View {
  const { from, to } = sight(scale, view);
  const [a, b] = [placeOf(scale, start), placeOf(scale, end)];
  const size = to - from;
  if (((b - a) / size) * width < 2 && b > a) return viewOf(scale, a - (b - a) * 10, (b - a) * 21);
  if (a >= from && b <= to) return view;
  return viewOf(scale, b - a >= size ? a : (a + b) / 2 - size / 2, size);
}

/** Of an address: `1764031883000-1764031889000`. */
export function viewFrom(text: string | null): View {
  const found = /^(\d{1,15})-(\d{1,15})$/.exec(text ?? '');
  const [from, to] = [Number(found?.[1]), Number(found?.[2])];
  return found && to > from ? { from, to } : undefined;
}
export const viewText = (view: View): string | null =>
  view ? `${Math.floor(view.from)}-${Math.max(Math.ceil(view.to), Math.floor(view.from) + 1)}` : null;
