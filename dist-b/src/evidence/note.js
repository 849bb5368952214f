import { createPrivateKey, createPublicKey, hash, sign } from "node:crypto";
const SEED_BYTES = 32, PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex"), ED25519 = Buffer.from([1]), keyIdOf = (publicKey) => hash("sha256", publicKey, "hex").slice(0, 32);
function noteSigner(seed) {
  if (seed.length !== SEED_BYTES) throw new TypeError(`an ed25519 seed has ${SEED_BYTES} bytes, not ${seed.length}`);
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" }), publicKey = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-SEED_BYTES);
  return {
    keyId: keyIdOf(publicKey),
    publicKey: publicKey.toString("base64"),
    signatureLine(keyName, text) {
      const keyHash = hash("sha256", Buffer.concat([Buffer.from(`${keyName}
`), ED25519, publicKey]), "buffer"), signature = sign(null, Buffer.from(text), key);
      return `\u2014 ${keyName} ${Buffer.concat([keyHash.subarray(0, 4), signature]).toString("base64")}
`;
    }
  };
}
function signedNote(keyName, text, signers) {
  if (!text.endsWith(`
`)) throw new TypeError("the text of a note ends with a line break");
  return `${text}
${signers.map((signer) => signer.signatureLine(keyName, text)).join("")}`;
}
const origin = (storeId) => `mission-control/${storeId}`;
export {
  keyIdOf,
  noteSigner,
  origin,
  signedNote
};
//# sourceMappingURL=note.js.map
