import { origin } from "./note.js";
const base64 = (bytes) => Buffer.from(bytes).toString("base64");
function checkpointText({ storeId, size, root, at, through, previous, consistency, keyId }) {
  return [
    origin(storeId),
    String(size),
    base64(root),
    `at ${at}`,
    `through ${through}`,
    ...previous === void 0 ? [] : [`previous ${previous.size} ${base64(previous.root)}`],
    ...consistency.length === 0 ? [] : [`consistency ${consistency.map(base64).join(" ")}`],
    `key ${keyId}`,
    ""
  ].join(`
`);
}
const keyText = ({ storeId, keyId, publicKey, from, previous }) => [
  `${origin(storeId)}/key`,
  keyId,
  publicKey,
  `from ${from}`,
  ...previous === void 0 ? [] : [`${previous.lost ? "lost" : "previous"} ${previous.keyId}`],
  ""
].join(`
`), manifestText = (storeId, sha256) => `${origin(storeId)}/evidence
${sha256}
`;
export {
  checkpointText,
  keyText,
  manifestText
};
//# sourceMappingURL=texts.js.map
