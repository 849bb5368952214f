import type { Evidence } from '../../src/api/ports.js';
import { Bundles } from '../../src/evidence/bundles.js';
import { Checkpoints } from '../../src/evidence/checkpoints.js';
import type { Harness } from './harness.js';

export const STORE_ID = '0f8fad5b-d9cb-469f-a165-70867728950e';

/** Checkpoints and bundles over a log in memory; nobody outside is told. */
export function evidenceOver({
  commands,
  memory,
  keys,
  clock,
}: Pick<Harness, 'commands' | 'memory' | 'keys' | 'clock'>): Evidence {
  const { store, blobs, reader: log } = memory;
  const checkpoints = new Checkpoints({ commands, store, blobs, log, keys, clock, ids: { random: () => STORE_ID } });
  return {
    checkpoints,
    bundles: new Bundles({
      checkpoints,
      log,
      blobs,
      clock,
      isPruned: () => Promise.resolve(false),
      erasedKeys: () => Promise.resolve(new Set<string>()),
    }),
    witness: {
      state: () => ({ file: { path: 'checkpoints.log', problem: null }, webhook: null }),
      toFile: () => Promise.resolve(),
      toWebhook: () => Promise.resolve(),
    },
    everyMs: 600_000,
    problem: () => null,
  };
}
