import { holdsMarks } from "../protection/schema-marks.js";
import { isSubjectPlace } from "../protection/subject-place.js";
import { isObject, join } from "./found-schema.js";
import { patternProblems } from "./schema-patterns.js";
import { referenceProblems } from "./schema-references.js";
const KEYWORDS = {
  ...plain("$schema $ref $comment title description default examples deprecated readOnly writeOnly"),
  ...plain("type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum"),
  ...plain("maxLength minLength pattern format maxItems minItems uniqueItems maxContains minContains"),
  ...plain("maxProperties minProperties required dependentRequired"),
  // Ours: the value is a secret and is never stored; it is about a person and is stored encrypted with that person's key.
  ...plain("x-secret x-subject"),
  items: "schema",
  contains: "schema",
  additionalProperties: "schema",
  propertyNames: "schema",
  unevaluatedItems: "schema",
  unevaluatedProperties: "schema",
  not: "schema",
  if: "schema",
  then: "schema",
  else: "schema",
  allOf: "schemas",
  anyOf: "schemas",
  oneOf: "schemas",
  prefixItems: "schemas",
  properties: "named",
  dependentSchemas: "named",
  $defs: "named",
  patternProperties: "patterns"
}, MAX_ENUM = 1e3, MAX_COMPOSITE = 50, DRAFT = "https://json-schema.org/draft/2020-12/schema";
function ruleProblems(root, formats) {
  if (typeof root == "boolean") return [];
  if (!isObject(root)) return [{ path: "", message: "a JSON Schema is an object or a boolean" }];
  const problems = [], byPointer = /* @__PURE__ */ new Map(), tree = collect(root, "", "#", formats, problems, byPointer);
  return problems.push(...patternProblems(byPointer.values()), ...referenceProblems(tree, byPointer)), problems;
}
function collect(schema, path, pointer, formats, problems, byPointer) {
  const children = [], descend = (value, at, pointerAt) => {
    isObject(value) ? children.push(collect(value, at, pointerAt, formats, problems, byPointer)) : typeof value == "boolean" && byPointer.set(pointerAt, { path: at, pointer: pointerAt, schema: {}, children: [] });
  };
  for (const [keyword, value] of Object.entries(schema)) {
    const at = join(path, keyword), pointerAt = `${pointer}/${escapePointer(keyword)}`;
    switch (Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : void 0) {
      case void 0:
        problems.push({ path: at, message: `the keyword "${keyword}" is not supported` });
        break;
      case "plain":
        problems.push(...plainProblems(keyword, value, at, formats));
        break;
      case "schema":
        keyword === "propertyNames" && isObject(value) && holdsMarks(value) && problems.push({ path: at, message: "a name cannot be marked: x-secret and x-subject are for values" }), descend(value, at, pointerAt);
        break;
      case "schemas":
        Array.isArray(value) && value.forEach((item, i) => descend(item, `${at}[${i}]`, `${pointerAt}/${i}`));
        break;
      case "named":
      case "patterns":
        if (!isObject(value)) break;
        for (const [name, item] of Object.entries(value))
          descend(item, join(at, name), `${pointerAt}/${escapePointer(name)}`);
        break;
    }
  }
  const found = { path, pointer, schema, children };
  return byPointer.set(pointer, found), found;
}
function plainProblems(keyword, value, path, formats) {
  if (keyword === "x-secret" && value !== !0)
    return [{ path, message: 'is true or is left out: a secret is marked by "x-secret": true' }];
  if (keyword === "x-subject" && (typeof value != "string" || !isSubjectPlace(value)))
    return [
      {
        path,
        message: `names the place of the person's id: "/customer/id" in this value, "1/id" beside the marked one, or "input:/customer/id" in the run's input`
      }
    ];
  if (keyword === "enum" && Array.isArray(value)) {
    const composite = value.filter((one) => typeof one == "object" && one !== null).length;
    if (value.length > MAX_ENUM || composite > MAX_COMPOSITE)
      return [
        { path, message: `has at most ${MAX_ENUM} values, and at most ${MAX_COMPOSITE} of them objects or lists` }
      ];
  }
  return typeof value != "string" ? [] : keyword === "format" && !formats.has(value) ? [{ path, message: `the format "${value}" is not supported; use one of ${[...formats].join(", ")}` }] : keyword === "$schema" && value.replace(/#$/, "") !== DRAFT ? [{ path, message: `only JSON Schema 2020-12 is supported: leave $schema out or write "${DRAFT}"` }] : keyword === "$ref" && !/^#(\/|$)/.test(value) ? [{ path, message: `"${value}" is not within this schema: a $ref starts with "#/"` }] : [];
}
const escapePointer = (key) => key.replaceAll("~", "~0").replaceAll("/", "~1");
function plain(names) {
  return Object.fromEntries(names.split(" ").map((name) => [name, "plain"]));
}
export {
  ruleProblems
};
//# sourceMappingURL=schema-rules.js.map
