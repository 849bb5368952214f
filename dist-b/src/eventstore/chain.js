import { hash } from "node:crypto";
import { STORAGE_PREFIXES } from "../domain/catalog.js";
import { canonicalize } from "../domain/kernel/json.js";
import { metadataText } from "./metadata-text.js";
const sha256 = (text) => hash("sha256", text), isChained = (stream) => !STORAGE_PREFIXES.some((prefix) => stream.startsWith(prefix));
function eventHash(place, event, prev, metadata, dataHash) {
  return sha256(
    `mc1${prev}{"dataHash":"${dataHash}","id":${JSON.stringify(event.id)},"metadata":${metadata},"revision":${place.revision},"stream":${JSON.stringify(place.stream)},"type":${JSON.stringify(event.type)}}`
  );
}
function seal(stream, head, events) {
  const sealed = [], recorded = [];
  let prev = head.hash, revision = head.revision;
  for (const { id, type, data, metadata } of events) {
    revision++;
    const dataText = canonicalize(data), withPrev = { ...metadata, prev }, hashed = metadataText(withPrev), own = eventHash({ stream, revision }, { id, type }, prev, hashed, sha256(dataText));
    sealed.push({ id, type, data: dataText, metadata: `${hashed.slice(0, -1)},"hash":"${own}"}` }), recorded.push({ id, stream, revision, type, data, metadata: { ...withPrev, hash: own } }), prev = own;
  }
  return { events: sealed, recorded, head: { revision, hash: prev } };
}
function breakAfter(head, event, data, metadata) {
  return event.revision !== head.revision + 1 ? `it follows revision ${head.revision}` : metadata.prev !== head.hash ? `it names ${metadata.prev} as the hash before it, which is ${head.hash}` : breakWithin(event, data, metadata);
}
function breakWithin(event, data, metadata) {
  const expected = expectedHash(event, metadata.prev, data, metadata);
  return metadata.hash === expected ? void 0 : `its content has the hash ${expected}, it says ${metadata.hash}`;
}
function expectedHash(event, prev, data, metadata) {
  const { hash: recordedHash, ...hashed } = metadata, text = metadataText(hashed), own = eventHash(event, event, prev, text, sha256(event.data));
  if (own === recordedHash) return own;
  const canonical = canonicalize(data);
  return canonical === event.data ? own : eventHash(event, event, prev, text, sha256(canonical));
}
export {
  breakAfter,
  breakWithin,
  isChained,
  seal,
  sha256
};
//# sourceMappingURL=chain.js.map
