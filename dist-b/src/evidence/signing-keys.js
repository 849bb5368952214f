import { randomBytes } from "node:crypto";
import { keyInForce, nextSize } from "../domain/evidence/state.js";
import { DomainError } from "../domain/kernel/errors.js";
import { noteSigner, origin, signedNote } from "./note.js";
import { keyText } from "./texts.js";
const SEED_BYTES = 32, nameOf = (keyId) => `signing-${keyId}`;
class SigningKeys {
  constructor(keys, newSeed = () => randomBytes(SEED_BYTES)) {
    this.keys = keys;
    this.newSeed = newSeed;
  }
  keys;
  newSeed;
  /** Rejects with EVIDENCE.KEY_MISSING (unavailable) when the private key is not on this server. */
  async signerOf({ keyId }) {
    const signer = await this.find(keyId);
    if (signer) return signer;
    throw new DomainError(
      "EVIDENCE.KEY_MISSING",
      "unavailable",
      `The private half of signing key ${keyId} is not on this server. Copy ${nameOf(keyId)}.key into its folder of keys (MC_KEYS_DIR) from the server that has it. If it is lost everywhere: missionctl evidence keys rotate --lost`,
      { keyId }
    );
  }
  /** Whether this server can sign with the key. */
  async has(keyId) {
    return await this.find(keyId) !== void 0;
  }
  /**
   * Makes the next key and what is recorded of it; its private half is kept before anything is recorded. `lost`: the key before it cannot
   * sign, so the history has a break that every verifier names. Rejects with EVIDENCE.KEY_MISSING, or EVIDENCE.KEY_NOT_LOST (rejected).
   */
  async next(state, order) {
    const { storeId, reason, lost } = order, before = keyInForce(state);
    if (lost && (before === void 0 || await this.has(before.keyId)))
      throw new DomainError(
        "EVIDENCE.KEY_NOT_LOST",
        "rejected",
        before === void 0 ? "There is no signing key yet that could be lost." : `The private half of signing key ${before.keyId} is on this server: rotate without --lost, so that it signs the new one.`
      );
    const signsToo = before === void 0 || lost ? [] : [await this.signerOf(before)], seed = this.newSeed(), signer = noteSigner(seed), { keyId, publicKey } = signer;
    await this.keys.create(nameOf(keyId), seed);
    const from = nextSize(state), text = keyText({
      storeId,
      keyId,
      publicKey,
      from,
      previous: before === void 0 ? void 0 : { keyId: before.keyId, lost }
    });
    return {
      storeId,
      keyId,
      publicKey,
      from,
      ...before === void 0 ? {} : { previousKeyId: before.keyId },
      ...lost ? { lost } : {},
      reason,
      note: signedNote(origin(storeId), text, [...signsToo, signer])
    };
  }
  /** A key that was made and not recorded after all: another server was first. */
  async discard(keyId) {
    await this.keys.destroy(nameOf(keyId));
  }
  async find(keyId) {
    const seed = await this.keys.read(nameOf(keyId));
    if (seed === void 0) return;
    const signer = noteSigner(seed);
    return signer.keyId === keyId ? signer : void 0;
  }
}
export {
  SigningKeys
};
//# sourceMappingURL=signing-keys.js.map
