import { hash } from "node:crypto";
import { canonicalize } from "../domain/kernel/json.js";
const sha256 = (text) => hash("sha256", text), hashOf = (value) => sha256(canonicalize(value)), saltedHash = (salt, canonical) => sha256(salt + canonical);
function uuidV5(namespace, ...name) {
  const text = name.join(`
`), bytes = Buffer.allocUnsafe(16 + Buffer.byteLength(text));
  bytes.write(namespace.replaceAll("-", ""), 0, "hex"), bytes.write(text, 16, "utf8");
  const hex = hash("sha1", bytes), variant = VARIANT[Number.parseInt(hex.charAt(16), 16) & 3] ?? "8";
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
const VARIANT = "89ab", NAMESPACE = "6d1f0d5e-5a0b-5c3e-9f7a-3b1c2d4e5f60";
export {
  NAMESPACE,
  hashOf,
  saltedHash,
  sha256,
  uuidV5
};
//# sourceMappingURL=hashing.js.map
