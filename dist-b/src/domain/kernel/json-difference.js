import { formatPath } from "./edge-json.js";
import { canonicalize } from "./json.js";
function jsonDifferences(before, after, limit = 1e3) {
  const found = [];
  return walk(before, after, []), found;
  function walk(a, b, path) {
    if (!(found.length >= limit || a !== void 0 && b !== void 0 && same(a, b))) {
      if (isList(a) && isList(b)) {
        for (let i = 0; i < Math.max(a.length, b.length); i++) walk(a[i], b[i], [...path, i]);
        return;
      }
      if (isRecord(a) && isRecord(b)) {
        for (const key of Object.keys(b)) walk(own(a, key), own(b, key), [...path, key]);
        for (const key of Object.keys(a)) Object.hasOwn(b, key) || walk(own(a, key), void 0, [...path, key]);
        return;
      }
      found.push({
        path: formatPath(path),
        ...a === void 0 ? {} : { before: a },
        ...b === void 0 ? {} : { after: b }
      });
    }
  }
}
const isList = (value) => Array.isArray(value), isRecord = (value) => typeof value == "object" && value !== null && !Array.isArray(value), own = (record, key) => Object.hasOwn(record, key) ? record[key] : void 0, same = (a, b) => a === b || typeof a == "object" && typeof b == "object" && canonicalize(a) === canonicalize(b);
export {
  jsonDifferences
};
//# sourceMappingURL=json-difference.js.map
