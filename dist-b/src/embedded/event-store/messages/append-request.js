import { EMPTY } from "../wire/protobuf.js";
import { ANY, NO_STREAM, STREAM_EXISTS } from "../log/expected-revision.js";
import {} from "../wire/rpc-error.js";
import {} from "./recorded-event.js";
function readAppendOptions(reader) {
  const options = { stream: EMPTY, expected: void 0 };
  for (; reader.next(); )
    switch (reader.field) {
      case 1:
        options.stream = readStreamIdentifier(reader.message());
        break;
      case 2:
        options.expected = Number.isSafeInteger(reader.value) ? reader.value : reader.exactValue();
        break;
      case 3:
        options.expected = NO_STREAM;
        break;
      case 4:
        options.expected = ANY;
        break;
      case 5:
        options.expected = STREAM_EXISTS;
        break;
    }
  return options;
}
function readStreamIdentifier(reader) {
  let name = EMPTY;
  for (; reader.next(); ) reader.field === 3 && (name = reader.slice());
  return name;
}
function readProposedEvent(reader) {
  let id, type = EMPTY, contentType = EMPTY, metadata = EMPTY, data = EMPTY;
  for (; reader.next(); )
    switch (reader.field) {
      case 1:
        id = readUuid(reader.message());
        break;
      case 2: {
        const entry = reader.message();
        let key = "", value = EMPTY;
        for (; entry.next(); )
          entry.field === 1 ? key = entry.slice().toString("latin1") : entry.field === 2 && (value = entry.slice());
        key === "type" ? type = value : key === "content-type" && (contentType = value);
        break;
      }
      case 3:
        metadata = reader.slice();
        break;
      case 4:
        data = reader.slice();
        break;
    }
  return id ? type.length === 0 || contentType.length === 0 ? { kind: "missing-required-metadata-property" } : { id, type, isJson: contentType.toString("latin1") === "application/json", metadata, data } : { kind: "bad-request", message: "An event needs an id that is a UUID." };
}
function readUuid(reader) {
  for (; reader.next(); ) {
    if (reader.field === 2) return canonicalUuid(reader.slice());
    if (reader.field === 1) {
      const bytes = Buffer.alloc(16), halves = reader.message();
      for (; halves.next(); ) bytes.writeBigUInt64BE(halves.exactValue(), halves.field === 1 ? 0 : 8);
      const hex = bytes.toString("hex"), parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
      return Buffer.from(parts.join("-"), "latin1");
    }
  }
}
function canonicalUuid(text) {
  if (text.length !== 36) return;
  let upper = !1;
  for (let at = 0; at < 36; at++) {
    const c = text[at] ?? 0;
    if (at === 8 || at === 13 || at === 18 || at === 23) {
      if (c !== 45) return;
    } else if (c >= 65 && c <= 70) upper = !0;
    else if (!(c >= 48 && c <= 57 || c >= 97 && c <= 102)) return;
  }
  return upper ? Buffer.from(text.toString("latin1").toLowerCase(), "latin1") : text;
}
export {
  readAppendOptions,
  readProposedEvent,
  readStreamIdentifier,
  readUuid
};
//# sourceMappingURL=append-request.js.map
