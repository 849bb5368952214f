import type {
  EvidenceState,
  Checkpoint as RecordedCheckpoint,
  SigningKey as RecordedKey,
} from '../../domain/evidence/state.js';
import { keyInForce } from '../../domain/evidence/state.js';
import type { Checkpoint, EvidenceState as View, SigningKey } from '../contract/evidence.js';
import type { Evidence } from '../ports.js';

export const checkpointView = ({
  size,
  rootHash,
  at,
  keyId,
  through,
  revision,
  note,
}: RecordedCheckpoint): Checkpoint => ({
  size,
  rootHash,
  at,
  keyId,
  through,
  revision,
  note,
});

export const keyView = (key: RecordedKey, state: EvidenceState, here: boolean): SigningKey => ({
  keyId: key.keyId,
  publicKey: key.publicKey,
  from: key.from,
  at: key.at,
  previousKeyId: key.previousKeyId ?? null,
  lost: key.lost ?? false,
  inForce: key.keyId === keyInForce(state)?.keyId,
  here,
});

export async function evidenceView({ checkpoints, witness, everyMs, problem }: Evidence): Promise<View> {
  const state = await checkpoints.state();
  const keys = state.keys.map(async (key) => keyView(key, state, await checkpoints.keys.has(key.keyId)));
  return {
    storeId: keyInForce(state)?.storeId ?? null,
    everyMs,
    checkpoints: state.checkpoints,
    last: state.last && checkpointView(state.last),
    keys: await Promise.all(keys),
    problem: problem(),
    witness: witness.state(),
  };
}
