import {} from "../wire/protobuf.js";
import { Code, RpcError } from "../wire/rpc-error.js";
import { readStreamIdentifier } from "./append-request.js";
const DEFAULT_SEARCH_WINDOW = 32;
function readRequest(message) {
  let source, subscription = !1;
  const request = {
    backwards: !1,
    resolveLinks: !1,
    count: void 0,
    filter: void 0,
    structuredIds: !1
  }, options = optionsOf(message);
  for (; options.next(); )
    switch (options.field) {
      case 1:
        source = readStreamOptions(options.message());
        break;
      case 2:
        source = readAllOptions(options.message());
        break;
      case 3:
        request.backwards = options.value === 1;
        break;
      case 4:
        request.resolveLinks = options.value !== 0;
        break;
      case 5:
        request.count = options.value;
        break;
      case 6:
        subscription = !0;
        break;
      case 7:
        request.filter = readFilter(options.message());
        break;
      case 9:
        request.structuredIds = isStructured(options.message());
        break;
    }
  if (!source) throw new RpcError(Code.INVALID_ARGUMENT, "A read needs a stream or $all.");
  if (source.kind === "stream" && source.name === "")
    throw new RpcError(Code.INVALID_ARGUMENT, "A read needs the name of a stream.");
  return { ...request, source, count: subscription ? void 0 : request.count ?? 0 };
}
function optionsOf(message) {
  for (; message.next(); ) if (message.field === 1) return message.message();
  throw new RpcError(Code.INVALID_ARGUMENT, "A read needs options.");
}
function readStreamOptions(reader) {
  let name = "", from = "start";
  for (; reader.next(); )
    reader.field === 1 ? name = readStreamIdentifier(reader.message()).toString("utf8") : reader.field === 2 ? from = reader.value : reader.field === 3 ? from = "start" : reader.field === 4 && (from = "end");
  return { kind: "stream", name, from };
}
function readAllOptions(reader) {
  let from = "start";
  for (; reader.next(); )
    if (reader.field === 1) {
      const position = { commit: 0, prepare: 0 }, pair = reader.message();
      for (; pair.next(); )
        pair.field === 1 ? position.commit = pair.value : pair.field === 2 && (position.prepare = pair.value);
      from = position;
    } else reader.field === 2 ? from = "start" : reader.field === 3 && (from = "end");
  return { kind: "all", from };
}
function readFilter(reader) {
  const filter = {
    on: "stream",
    regex: "",
    prefixes: [],
    maxSearchWindow: DEFAULT_SEARCH_WINDOW,
    checkpointIntervalMultiplier: 0
  };
  for (; reader.next(); )
    if (reader.field === 1 || reader.field === 2) {
      filter.on = reader.field === 1 ? "stream" : "type";
      const expression = reader.message();
      for (; expression.next(); )
        expression.field === 1 ? filter.regex = expression.text() : expression.field === 2 && filter.prefixes.push(expression.text());
    } else reader.field === 3 ? filter.maxSearchWindow = reader.value : reader.field === 5 && (filter.checkpointIntervalMultiplier = reader.value);
  return filter;
}
function isStructured(reader) {
  for (; reader.next(); ) if (reader.field === 1) return !0;
  return !1;
}
export {
  readRequest
};
//# sourceMappingURL=read-request.js.map
