/**
 * Milliseconds that never go back, whatever is done to the wall clock, and that go on while the machine sleeps, when the monotonic clock
 * of an operating system may stand still: of the two clocks, what has passed is what the faster one says.
 */
export function steadyClock(
  wall: () => number = () => Date.now(),
  monotonic: () => number = () => performance.now(),
): () => number {
  let lastWall = wall();
  let lastMonotonic = monotonic();
  let passed = 0;
  return () => {
    const nowWall = wall();
    const nowMonotonic = monotonic();
    passed += Math.max(0, nowWall - lastWall, nowMonotonic - lastMonotonic);
    lastWall = nowWall;
    lastMonotonic = nowMonotonic;
    return passed;
  };
}
