import { canonicalize } from "../domain/kernel/json.js";
const texts = /* @__PURE__ */ new WeakMap();
function textOf(value) {
  let text = texts.get(value);
  return text === void 0 && texts.set(value, text = canonicalize(value)), text;
}
function metadataText(metadata) {
  const { actor, at, causationId, command, commandId, correlationId, index, keys, prev, redacted, v, writer } = metadata;
  return `{"actor":${textOf(actor)},"at":"${at}","causationId":${JSON.stringify(causationId)},` + (command === void 0 ? "" : `"command":${canonicalize(command)},`) + `"commandId":"${commandId}","correlationId":${JSON.stringify(correlationId)},"index":${index},` + (keys === void 0 ? "" : `"keys":${canonicalize(keys)},`) + `"prev":"${prev}",` + (redacted === void 0 ? "" : `"redacted":${canonicalize(redacted)},`) + `"v":${v},"writer":${textOf(writer)}}`;
}
export {
  metadataText
};
//# sourceMappingURL=metadata-text.js.map
