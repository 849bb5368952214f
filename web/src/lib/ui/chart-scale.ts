/** The end of an axis of money: the next round number, so that its quarters are readable. @param most nano-dollars @returns at least 4 */
export function axisEnd(most: bigint): bigint {
  if (most <= 4n) return 4n;
  let power = 1n;
  while (power * 10n < most) power *= 10n;
  for (const step of [10n, 12n, 16n, 20n, 24n, 30n, 40n, 50n, 60n, 80n, 100n])
    if ((step * power) / 10n >= most && (step * power) % 10n === 0n) return (step * power) / 10n;
  return power * 10n;
}

/** Every how many bars one has a label, so that `room` labels fit. */
export function labelEvery(bars: number, room: number): number {
  const least = Math.max(1, Math.ceil(bars / Math.max(1, room)));
  return [1, 2, 3, 4, 6, 7, 12, 14, 24, 28, 30, 48, 56, 60, 90].find((every) => every >= least) ?? least;
}
