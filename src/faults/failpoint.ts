import type { Failpoint } from './armed-failpoints.js';

const nothing = (): Promise<void> => Promise.resolve();

/**
 * A place at which a test can end the process, throw, or stand still for ever: `if (FAILPOINTS) await failpoint('append.after')`.
 * failpoints.json names them all.
 */
export const failpoint: (name: Failpoint) => Promise<void> = FAILPOINTS
  ? (await import('./armed-failpoints.js')).reached
  : nothing;
