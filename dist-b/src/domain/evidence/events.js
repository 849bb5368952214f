import { z } from "zod";
import { Sha256 } from "../kernel/ids.js";
import { BlobRef } from "../kernel/payload.js";
const KeyId = z.string().regex(/^[0-9a-f]{32}$/, "must be the id of a signing key: 32 hex digits"), Tree = { size: z.int().min(1), rootHash: Sha256 }, Leaf = z.strictObject({ stream: z.string(), revision: z.int().min(0), hash: Sha256 }), evidenceEvents = {
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
    lost: z.literal(!0).optional(),
    reason: z.string(),
    note: z.string()
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
    note: z.string()
  })
};
export {
  KeyId,
  Leaf,
  evidenceEvents
};
//# sourceMappingURL=events.js.map
