import { RETENTION_STREAM } from '../../src/domain/catalog.js';
import { retentionDecider } from '../../src/domain/retention/decide.js';
import type { Commands } from '../../src/commands/commands.js';
import type { RetentionDesk } from '../../src/api/ports.js';

/** Retention for a server that prunes and erases nothing. */
export function quietRetention(commands?: Commands): RetentionDesk {
  const no = () => Promise.reject(new Error('not here'));
  return {
    state: () =>
      commands?.retention.look(RETENTION_STREAM, (state) => structuredClone(state)) ??
      Promise.resolve(retentionDecider.initialState()),
    plan: () => Promise.resolve({ months: null, due: [], held: [], more: false }),
    apply: () => Promise.resolve({ pruned: 0, archives: [], held: 0 }),
    standing: () => Promise.resolve({ keyId: null, runs: [] }),
    erase: no,
    checkScope: no,
    pruningOf: () => Promise.resolve(undefined),
    nextAt: () => Promise.resolve(undefined),
    work: () => ({ now: undefined, last: undefined }),
  };
}
