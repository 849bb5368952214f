const orphanGraceMs = 5e3, stopGraceMs = 1e4, readyWithinMs = 6e4, backOff = { firstMs: 100, lastMs: 5e3, healthyMs: 3e4 };
export {
  backOff,
  orphanGraceMs,
  readyWithinMs,
  stopGraceMs
};
//# sourceMappingURL=timing.js.map
