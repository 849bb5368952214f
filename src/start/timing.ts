/** A child whose parent is gone has this long to end by itself, in milliseconds. */
export const orphanGraceMs = 5_000;
/** A child that was asked to end is killed after this, in milliseconds. */
export const stopGraceMs = 10_000;
/** A child that does not say that it is ready within this is started again, in milliseconds. */
export const readyWithinMs = 60_000;
/** Waits between restarts: from the first, doubled each time, up to the last; from the first again after `healthyMs` of work. */
export const backOff = { firstMs: 100, lastMs: 5_000, healthyMs: 30_000 };
