function copyState(state) {
  return copied(state);
}
function copied(value) {
  if (!isObject(value)) return value;
  if (Array.isArray(value)) return value.map(copied);
  if (value instanceof Map) {
    const map = /* @__PURE__ */ new Map();
    for (const [key, member] of value) map.set(key, copied(member));
    return map;
  }
  if (value instanceof Set) return new Set(value);
  const copy = { ...value };
  for (const key in copy) {
    const member = copy[key];
    isObject(member) && (copy[key] = copied(member));
  }
  return copy;
}
const isObject = (value) => typeof value == "object" && value !== null;
export {
  copyState
};
//# sourceMappingURL=state-copy.js.map
