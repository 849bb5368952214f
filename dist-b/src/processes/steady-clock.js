function steadyClock(wall = () => Date.now(), monotonic = () => performance.now()) {
  let lastWall = wall(), lastMonotonic = monotonic(), passed = 0;
  return () => {
    const nowWall = wall(), nowMonotonic = monotonic();
    return passed += Math.max(0, nowWall - lastWall, nowMonotonic - lastMonotonic), lastWall = nowWall, lastMonotonic = nowMonotonic, passed;
  };
}
export {
  steadyClock
};
//# sourceMappingURL=steady-clock.js.map
