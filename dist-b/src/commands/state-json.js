function stateToJson(value) {
  switch (typeof value) {
    case "string":
    case "boolean":
    case "number":
      return value;
    case "bigint":
      return { $bigint: value.toString() };
    case "undefined":
      return null;
    case "object":
      return value === null ? null : Array.isArray(value) ? value.map(stateToJson) : value instanceof Map ? { $map: [...value].map(([key, member]) => [stateToJson(key), stateToJson(member)]) } : value instanceof Set ? { $set: [...value].map(stateToJson) } : Object.fromEntries(
        Object.entries(value).filter(([, member]) => member !== void 0).map(([key, member]) => [key, stateToJson(member)])
      );
    default:
      throw new TypeError(`a state cannot hold a ${typeof value}`);
  }
}
function stateFromJson(json) {
  if (typeof json != "object" || json === null) return json;
  if (isList(json)) return json.map(stateFromJson);
  const { $bigint, $map, $set } = json;
  return typeof $bigint == "string" ? BigInt($bigint) : isList($map) ? new Map(
    $map.map(
      (entry) => isList(entry) ? [stateFromJson(entry[0] ?? null), stateFromJson(entry[1] ?? null)] : [null, null]
    )
  ) : isList($set) ? new Set($set.map(stateFromJson)) : Object.fromEntries(Object.entries(json).map(([key, member]) => [key, stateFromJson(member)]));
}
const isList = (json) => Array.isArray(json);
export {
  stateFromJson,
  stateToJson
};
//# sourceMappingURL=state-json.js.map
