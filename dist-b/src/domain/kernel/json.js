function canonicalize(value) {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
      if (!Number.isFinite(value)) throw new TypeError(`JSON has no number ${value}`);
      return JSON.stringify(value);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      return value === null ? "null" : Array.isArray(value) ? canonicalArray(value) : canonicalObject(value);
    default:
      throw new TypeError(`JSON has no ${typeof value}`);
  }
}
function canonicalArray(values) {
  let text = "[";
  for (let i = 0; i < values.length; i++)
    i > 0 && (text += ","), text += values[i] === void 0 ? "null" : canonicalize(values[i]);
  return text + "]";
}
function canonicalObject(value) {
  let text = "{", first = !0;
  for (const key of sortedKeys(value)) {
    const member = Reflect.get(value, key);
    member !== void 0 && (text += `${first ? "" : ","}${quoted(key)}:${canonicalize(member)}`, first = !1);
  }
  return text + "}";
}
function sortedKeys(value) {
  const keys = Object.keys(value);
  for (let i = 1; i < keys.length; i++) if ((keys[i - 1] ?? "") > (keys[i] ?? "")) return keys.sort();
  return keys;
}
const names = /* @__PURE__ */ new Map(), MAX_NAMES = 1e4;
function quoted(name) {
  const known = names.get(name);
  if (known !== void 0) return known;
  const text = JSON.stringify(name);
  return names.size < MAX_NAMES && name.length <= 64 && names.set(name, text), text;
}
export {
  canonicalize
};
//# sourceMappingURL=json.js.map
