import type { AttemptBar } from './lanes.js';
import { lastAt } from './scale.js';

/** What was spent and what was set aside from an instant on. Nano-dollars. */
export interface MoneyPoint {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly spent: bigint;
  readonly reserved: bigint;
}

/**
 * The run's money over time: what is set aside stands from the dispatch to the end of an attempt, its cost from its end (of one that goes
 * on: from `now`). In order of time, one point an instant; the last one is the run's sum.
 */
export function moneySteps(attempts: readonly AttemptBar[], now: number): readonly MoneyPoint[] {
  const changes: { at: number; spent: bigint; reserved: bigint }[] = [];
  for (const { start, end, of } of attempts) {
    const [spent, aside] = [BigInt(of.nanoUsd), BigInt(of.setAsideNanoUsd)];
    changes.push({ at: start, spent: 0n, reserved: aside });
    const held = end === undefined && aside > spent ? aside - spent : 0n;
    changes.push({ at: Math.max(end ?? now, start), spent, reserved: held - aside });
  }
  changes.sort((a, b) => a.at - b.at);
  const points: MoneyPoint[] = [];
  let spent = 0n;
  let reserved = 0n;
  for (const change of changes) {
    spent += change.spent;
    reserved += change.reserved;
    if (points.at(-1)?.at === change.at) points.pop();
    points.push({ at: change.at, spent, reserved });
  }
  return points;
}

export function moneyAt(points: readonly MoneyPoint[], at: number): Omit<MoneyPoint, 'at'> {
  return points[lastAt(points, (point) => point.at <= at)] ?? { spent: 0n, reserved: 0n };
}

/** As the points of a stepped area in sight, at most one a pixel; the last one of a pixel counts. */
export function sampled(
  points: readonly MoneyPoint[],
  project: (ms: number) => number,
  width: number,
): readonly { readonly x: number; readonly spent: bigint; readonly reserved: bigint }[] {
  const first = lastAt(points, ({ at }) => project(at) <= 0);
  const before = points[first] ?? { spent: 0n, reserved: 0n };
  const shown = [{ x: 0, spent: before.spent, reserved: before.reserved }];
  for (const { at, spent, reserved } of points.slice(first + 1)) {
    const x = project(at);
    if (x > width) break;
    if (Math.round(shown.at(-1)?.x ?? -1) === Math.round(x) && shown.length > 1) shown.pop();
    shown.push({ x, spent, reserved });
  }
  return shown;
}
