import type { Actor } from '../kernel/envelope.js';
import type { EvidenceEventData } from './events.js';

export interface EvidencePayloads {
  /** Signed beforehand: what it names as the present state must still be so. */
  AddSigningKey: EvidenceEventData<'SigningKeyAdded'>;
  SignCheckpoint: EvidenceEventData<'CheckpointSigned'>;
}
export type EvidenceRequest = {
  [N in keyof EvidencePayloads]: { readonly name: N; readonly payload: EvidencePayloads[N] };
}[keyof EvidencePayloads];
export type EvidenceCommand = EvidenceRequest & {
  readonly facts: { readonly now: number; readonly actor: Actor };
};
