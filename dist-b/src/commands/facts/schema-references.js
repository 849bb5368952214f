import { isObject, join } from "./found-schema.js";
const MOST = { parts: 350, rules: 700, branches: 100 };
function referenceProblems(tree, byPointer) {
  const problems = [], costs = /* @__PURE__ */ new Map(), open = /* @__PURE__ */ new Set(), costOf = (found) => {
    const known = costs.get(found);
    if (known !== void 0) return known;
    open.add(found);
    const cost = ownCost(found.schema), add = ({ parts, rules, branches }) => {
      cost.parts += parts, cost.rules += rules, cost.branches += branches;
    };
    for (const child of found.children) add(costOf(child));
    const ref = found.schema.$ref;
    if (typeof ref == "string" && /^#(\/|$)/.test(ref)) {
      const target = byPointer.get(decodeRef(ref)), path = join(found.path, "$ref");
      target === void 0 ? problems.push({ path, message: `"${ref}" points at no schema in this document` }) : open.has(target) ? problems.push({ path, message: `"${ref}" leads back to itself: recursive schemas are not supported` }) : add(costOf(target));
    }
    return open.delete(found), costs.set(found, cost), cost;
  }, message = costProblem(costOf(tree));
  return message !== void 0 && problems.push({ path: "", message }), problems;
}
function costProblem({ parts, rules, branches }) {
  if (parts > MOST.parts)
    return `grows to more than ${MOST.parts} parts when its references are written out: make it simpler`;
  if (rules > MOST.rules)
    return `has ${rules} keywords and names in dependentRequired when its references are written out; at most ${MOST.rules} are checked in time`;
  if (branches > MOST.branches)
    return `has ${branches} alternatives and conditions (of anyOf, oneOf, allOf, if, not, contains, patternProperties, dependentSchemas, unevaluated...) when its references are written out; at most ${MOST.branches} are checked in time`;
}
function ownCost(schema) {
  let branches = 0, rules = 0;
  for (const [keyword, value] of Object.entries(schema))
    if (rules++, LISTED_BRANCHES.has(keyword)) branches += isObject(value) ? Object.keys(value).length : lengthOf(value);
    else if (SINGLE_BRANCHES.has(keyword)) branches++;
    else if (keyword === "dependentRequired" && isObject(value))
      for (const names of Object.values(value)) rules += 1 + lengthOf(names);
  return { parts: 1, rules, branches };
}
const LISTED_BRANCHES = /* @__PURE__ */ new Set(["allOf", "anyOf", "oneOf", "patternProperties", "dependentSchemas"]), SINGLE_BRANCHES = /* @__PURE__ */ new Set([
  "if",
  "not",
  "contains",
  "propertyNames",
  "unevaluatedItems",
  "unevaluatedProperties"
]), lengthOf = (value) => Array.isArray(value) ? value.length : 0;
function decodeRef(ref) {
  try {
    return decodeURIComponent(ref);
  } catch {
    return ref;
  }
}
export {
  referenceProblems
};
//# sourceMappingURL=schema-references.js.map
