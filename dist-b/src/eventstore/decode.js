import { CATALOG } from "../domain/catalog.js";
import { DomainError, messageOf } from "../domain/kernel/errors.js";
import { EventMetadata } from "../domain/kernel/envelope.js";
function decode(raw, catalog = CATALOG) {
  const type = catalog.get(raw.type);
  if (!type) return unreadable(raw, `this version does not know events of type ${raw.type}`, !0);
  let data, stored;
  try {
    data = JSON.parse(raw.data), stored = JSON.parse(raw.metadata);
  } catch (error) {
    return unreadable(raw, `it is not JSON: ${messageOf(error)}`, !1);
  }
  const metadata = EventMetadata.safeParse(stored);
  if (!metadata.success) return unreadable(raw, `its metadata does not parse: ${metadata.error.message}`, !1);
  const version = metadata.data.v;
  if (version > type.version)
    return unreadable(raw, `it has version ${version}, this release knows ${raw.type} up to ${type.version}`, !0);
  let current = data;
  try {
    for (const upcast of type.upcasters.slice(version - 1)) current = upcast(current);
  } catch (error) {
    return unreadable(raw, `upcasting it from version ${version} failed: ${messageOf(error)}`, !1);
  }
  const parsed = type.schema.safeParse(current);
  if (!parsed.success) return unreadable(raw, `its data does not parse: ${parsed.error.message}`, !1);
  const { id, stream, revision, position } = raw;
  return {
    kind: "event",
    event: { id, stream, revision, position, type: raw.type, data: parsed.data, metadata: metadata.data },
    data
  };
}
function refusal({ stream, revision, type, reason }, newer) {
  const details = { stream, revision, eventType: type };
  return newer ? new DomainError(
    "STREAM.NEWER",
    "unavailable",
    `Event ${revision} of stream ${stream} was written by a newer release: ${reason}. Upgrade this server before it works on that stream.`,
    details
  ) : new DomainError(
    "STREAM.UNREADABLE",
    "unavailable",
    `Event ${revision} (${type}) of stream ${stream} cannot be read: ${reason}.`,
    details
  );
}
const broken = (raw, why) => unreadable(
  raw,
  `the hash chain of its stream is broken here: ${why}. It was changed outside of Mission Control`,
  !1
);
function unreadable(raw, reason, newer) {
  const { position, stream, revision, id, type } = raw;
  return {
    kind: "unreadable",
    newer,
    unreadable: { position, stream, revision, id, type, reason, unknownType: newer }
  };
}
export {
  broken,
  decode,
  refusal
};
//# sourceMappingURL=decode.js.map
