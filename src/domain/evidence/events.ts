import { z } from 'zod';
import { Sha256 } from '../kernel/ids.js';
import { BlobRef } from '../kernel/payload.js';

/** First 16 bytes of SHA-256(public key), in hex. */
export const KeyId = z.string().regex(/^[0-9a-f]{32}$/, 'must be the id of a signing key: 32 hex digits');
export type KeyId = z.infer<typeof KeyId>;

/** A tree of the checkpoints: how many leaves, and its root in hex. */
const Tree = { size: z.int().min(1), rootHash: Sha256 };

/** A leaf: how far one stream had come. */
export const Leaf = z.strictObject({ stream: z.string(), revision: z.int().min(0), hash: Sha256 });
export type Leaf = z.infer<typeof Leaf>;

/** Events of `checkpoints`: what the log looked like at moments, signed, and the keys that signed it. Format of the notes: docs/evidence-format.md. */
export const evidenceEvents = {
  SigningKeyAdded: z.strictObject({
    /** Names this log in every note; the same in all. */
    storeId: z.string(),
    keyId: KeyId,
    /** 32 bytes of ed25519, base64. */
    publicKey: z.string(),
    /** Trees of this size and larger are signed by it. */
    from: z.int().min(0),
    previousKeyId: KeyId.optional(),
    /** The previous key was lost, so it has not signed this one: the chain of trust has a break here. */
    lost: z.literal(true).optional(),
    reason: z.string(),
    note: z.string(),
  }),
  CheckpointSigned: z.strictObject({
    ...Tree,
    /** Roots of the complete subtrees, largest first: the tree goes on from them. */
    peaks: z.array(Sha256).min(1),
    previous: z.strictObject(Tree).optional(),
    keyId: KeyId,
    /** Position of the last event that it covers. */
    through: z.string().regex(/^\d{1,20}$/),
    /** Leaf[]: what was added to the previous tree, in order. */
    leaves: BlobRef,
    note: z.string(),
  }),
} as const;
export type EvidenceEvent = {
  [T in keyof typeof evidenceEvents]: { readonly type: T; readonly data: z.infer<(typeof evidenceEvents)[T]> };
}[keyof typeof evidenceEvents];
export type EvidenceEventData<T extends EvidenceEvent['type']> = z.infer<(typeof evidenceEvents)[T]>;
