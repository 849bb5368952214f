import { formatPath } from "../../domain/kernel/edge-json.js";
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g, MAX_DUPLICATES = 20, NOTHING = /* @__PURE__ */ new Map();
function jsonPlaces(text) {
  const duplicates = [];
  let root = { offset: 0, end: 0, parts: NOTHING }, top, expectKey = !1;
  for (const { 0: token, index: offset } of text.matchAll(TOKEN))
    if (token !== ":")
      if (token === ",")
        top?.isObject === !0 ? expectKey = !0 : top !== void 0 && top.index++;
      else if (token === "}" || token === "]")
        top = top?.parent, expectKey = !1;
      else if (expectKey && top !== void 0)
        top.key = String(JSON.parse(token)), top.keyOffset = offset, top.keyEnd = offset + token.length, expectKey = !1, top.parts.has(top.key) && duplicates.length < MAX_DUPLICATES && duplicates.push({ path: formatPath([...namesOf(top), top.key]), offset, end: offset + token.length });
      else {
        const isObject = token === "{", parts = isObject || token === "[" ? /* @__PURE__ */ new Map() : NOTHING, name = top === void 0 || !top.isObject ? top?.index ?? 0 : top.key ?? "", member = top?.isObject === !0 ? top : void 0, place = {
          offset: member?.keyOffset ?? offset,
          end: parts === NOTHING ? offset + token.length : member?.keyEnd ?? offset + 1,
          parts
        };
        top === void 0 ? root = place : top.parts.set(name, place), parts instanceof Map && parts !== NOTHING && (top = { parts, parent: top, name, isObject, index: 0, key: void 0, keyOffset: 0, keyEnd: 0 }), expectKey = isObject;
      }
  return { root, duplicates };
}
function namesOf(open) {
  const names = [];
  for (let at = open; at?.parent !== void 0; at = at.parent) names.unshift(at.name);
  return names;
}
export {
  jsonPlaces
};
//# sourceMappingURL=json-places.js.map
