import type { EvidenceEventData } from './events.js';

export type SigningKey = Omit<EvidenceEventData<'SigningKeyAdded'>, 'note' | 'reason'> & {
  /** When it was recorded. */
  readonly at: string;
};
export type Checkpoint = Omit<EvidenceEventData<'CheckpointSigned'>, 'leaves'> & {
  readonly at: string;
  /** Of its event. */
  readonly revision: number;
};

/** The fold of `checkpoints`; plain JSON. */
export interface EvidenceState {
  /** In the order in which they were added; the last one signs. */
  keys: readonly SigningKey[];
  /** The newest checkpoint. */
  last: Checkpoint | null;
  checkpoints: number;
  /** Of the last event; -1: there is none. */
  revision: number;
}

/** The key that signs the next checkpoint; undefined before the first was made. */
export const keyInForce = ({ keys }: EvidenceState): SigningKey | undefined => keys.at(-1);

/** The smallest size that the next checkpoint may have: what a new key is in force from. */
export const nextSize = ({ last }: EvidenceState): number => (last === null ? 0 : last.size + 1);
