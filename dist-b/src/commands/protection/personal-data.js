import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";
import {
  ERASED,
  holdsEncrypted,
  isEncrypted,
  keysIn,
  mapEncrypted
} from "../../domain/kernel/encrypted.js";
import { canonicalize } from "../../domain/kernel/json.js";
const ALGORITHM = "aes-256-gcm", IV_BYTES = 12, TAG_BYTES = 16, TEXT_MARK = "enc:";
class PersonalData {
  constructor(keys) {
    this.keys = keys;
  }
  keys;
  /**
   * Encrypts a value for one or more persons: without the key of any of them it cannot be opened. The same value at the same place of the same command
   * gives the same bytes, so that a repeated command is the same command; no nonce is used for two values.
   */
  seal(keys, place, value) {
    const key = keys.map(({ id }) => id).toSorted().join("+"), { cipher, nonce } = combined(keys), plain = canonicalize(value), iv = createHmac("sha256", nonce).update(`${place}
${plain}`).digest().subarray(0, IV_BYTES), sealing = createCipheriv(ALGORITHM, cipher, iv).setAAD(Buffer.from(key)), ct = Buffer.concat([sealing.update(plain, "utf8"), sealing.final(), sealing.getAuthTag()]);
    return { $enc: { key, alg: "A256GCM", iv: iv.toString("base64"), ct: ct.toString("base64") } };
  }
  /** The value as it was, `[erased]` where a key is gone. Settles at once when nothing is encrypted. */
  open(value) {
    return holdsEncrypted(value) ? this.#open(value) : value;
  }
  async #open(value) {
    const keys = /* @__PURE__ */ new Map();
    for (const id of keysIn(value)) {
      const key = await this.keys.byId(id);
      key && keys.set(id, key);
    }
    return mapEncrypted(value, (part) => opened(part, keys));
  }
  /** The same with keys that are at hand: what they open does not depend on when it is asked. */
  openWith(keys, value) {
    if (!holdsEncrypted(value)) return value;
    const known = new Map(keys.map((key) => [key.id, key]));
    return mapEncrypted(value, (part) => opened(part, known));
  }
  /** A short text that stands in a field which holds texts only. */
  sealText(keys, place, text) {
    return TEXT_MARK + JSON.stringify(this.seal(keys, place, text));
  }
  /** The text as it was, or as it stands when it is no sealed one. */
  async openText(text) {
    if (!text.startsWith(TEXT_MARK)) return text;
    const sealed = JSON.parse(text.slice(TEXT_MARK.length)), value = isEncrypted(sealed) ? await this.open(sealed) : text;
    return typeof value == "string" ? value : ERASED;
  }
}
function opened({ $enc: { key, iv, ct } }, known) {
  const keys = key.split("+").map((id) => known.get(id)), there = keys.filter((one) => one !== void 0);
  if (there.length < keys.length) return ERASED;
  const bytes = Buffer.from(ct, "base64");
  try {
    const opening = createDecipheriv(ALGORITHM, combined(there).cipher, Buffer.from(iv, "base64")).setAAD(Buffer.from(key)).setAuthTag(bytes.subarray(-TAG_BYTES)), plain = Buffer.concat([opening.update(bytes.subarray(0, -TAG_BYTES)), opening.final()]);
    return JSON.parse(plain.toString("utf8"));
  } catch {
    return ERASED;
  }
}
function combined(keys) {
  const [only] = keys, half = (secret) => ({ cipher: secret.subarray(0, 32), nonce: secret.subarray(32, 64) });
  if (only && keys.length === 1) return half(only.secret);
  const all = Buffer.concat(keys.toSorted((a, b) => a.id < b.id ? -1 : 1).map(({ secret }) => secret));
  return half(createHmac("sha512", all).update("several persons").digest());
}
export {
  PersonalData
};
//# sourceMappingURL=personal-data.js.map
