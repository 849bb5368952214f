function sizeProblems(root) {
  let open = [root], size = 0;
  for (let depth = 0; open.length > 0; depth++) {
    if (depth > 32) return [{ path: "", message: "is nested deeper than 32 levels" }];
    const inner = [];
    for (const value of open)
      if (size += leastSize(value, inner), size > 65536)
        return [{ path: "", message: "is too long: a schema has at most 65536 bytes" }];
    open = inner;
  }
  return [];
}
function leastSize(value, inner) {
  if (typeof value == "string") return value.length + 2;
  if (typeof value != "object" || value === null) return 1;
  let size = 2;
  if (Array.isArray(value))
    return size += value.length, size <= 65536 && inner.push(...value), size;
  for (const key in value)
    if (Object.hasOwn(value, key)) {
      if (size += key.length + 4, size > 65536) break;
      inner.push(Reflect.get(value, key));
    }
  return size;
}
export {
  sizeProblems
};
//# sourceMappingURL=schema-size.js.map
