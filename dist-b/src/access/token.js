import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";
const TokenKind = z.enum(["key", "agent", "link", "session"]), FORM = /^mc_(key|agent|link|session)_([a-z0-9]+(?:-[a-z0-9]+)*)\.([a-z0-9]{8,32})_([A-Za-z0-9_-]{43})$/;
function parseToken(text) {
  if (text.length > 200) return;
  const match = FORM.exec(text);
  if (!match) return;
  const [, kind, ownerId = "", tokenId = "", secret = ""] = match;
  return { kind: TokenKind.parse(kind), ownerId, tokenId, secret };
}
function mintToken(kind, ownerId, seed) {
  const secret = randomBytes(32).toString("base64url"), tokenId = BigInt(`0x${createHash("sha256").update(`token id
${seed}`).digest("hex").slice(0, 20)}`).toString(36).padStart(16, "0").slice(-12);
  return { token: `mc_${kind}_${ownerId}.${tokenId}_${secret}`, tokenId, secretHash: hashSecret(secret) };
}
const hashSecret = (secret) => createHash("sha256").update(secret).digest("hex");
function secretFits(secret, secretHash) {
  const given = Buffer.from(hashSecret(secret), "hex"), stored = Buffer.from(secretHash, "hex");
  return given.length === stored.length && timingSafeEqual(given, stored);
}
export {
  hashSecret,
  mintToken,
  parseToken,
  secretFits
};
//# sourceMappingURL=token.js.map
