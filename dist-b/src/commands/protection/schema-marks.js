import { linearPattern } from "../facts/linear-pattern.js";
const NO_PLACES = [];
function markedPlaces(schema, value) {
  if (!holdsMarks(schema)) return NO_PLACES;
  const places = [];
  return look([schema], value, [], schema, places), places;
}
const marked = /* @__PURE__ */ new WeakMap();
function holdsMarks(schema) {
  if (typeof schema == "boolean") return !1;
  let holds = marked.get(schema);
  return holds === void 0 && marked.set(schema, holds = /"x-(?:secret|subject)":/.test(JSON.stringify(schema))), holds;
}
function look(schemas, value, path, root, places) {
  const here = schemas.flatMap((schema) => inPlace(schema, root)), mark = markOf(here);
  if (mark) {
    places.push({ path, mark });
    return;
  }
  if (isList(value))
    value.forEach(
      (item, i) => look(
        here.flatMap((schema) => ofItem(schema, i)),
        item,
        [...path, i],
        root,
        places
      )
    );
  else if (typeof value == "object" && value !== null)
    for (const [key, member] of Object.entries(value)) {
      const below = here.flatMap((schema) => ofMember(schema, key));
      below.length > 0 && look(below, member, [...path, key], root, places);
    }
}
function markOf(schemas) {
  if (schemas.some((schema) => schema["x-secret"] === !0)) return { kind: "secret" };
  for (const { "x-subject": subject } of schemas) if (typeof subject == "string") return { kind: "personal", subject };
}
function inPlace(schema, root) {
  if (!isSchema(schema)) return [];
  const found = [schema];
  for (const keyword of ["allOf", "anyOf", "oneOf"])
    for (const part of listOf(schema[keyword])) found.push(...inPlace(part, root));
  for (const keyword of ["if", "then", "else", "not"]) found.push(...inPlace(schema[keyword], root));
  for (const part of valuesOf(schema.dependentSchemas)) found.push(...inPlace(part, root));
  const { $ref } = schema;
  return typeof $ref == "string" && found.push(...inPlace(referred(root, $ref), root)), found;
}
const ofItem = (schema, index) => present([listOf(schema.prefixItems)[index], schema.items, schema.contains, schema.unevaluatedItems]);
function ofMember(schema, key) {
  const own = memberOf(schema.properties, key), { patternProperties } = schema, byPattern = isSchema(patternProperties) ? Object.entries(patternProperties).filter(([pattern]) => linearPattern(pattern).test(key)).map(([, one]) => one) : [], rest = own === void 0 && byPattern.length === 0 ? schema.additionalProperties : void 0;
  return present([own, ...byPattern, rest, schema.unevaluatedProperties]);
}
function referred(root, ref) {
  let at = root;
  for (const key of pointerKeys(decodeURIComponent(ref.slice(1)))) at = memberOf(at, key);
  return at;
}
const pointerKeys = (pointer) => pointer.split("/").slice(1).map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
function memberOf(value, key) {
  return typeof value != "object" || value === null || !Object.hasOwn(value, key) ? void 0 : Reflect.get(value, key);
}
const isSchema = (value) => typeof value == "object" && value !== null && !isList(value), isList = (value) => Array.isArray(value), listOf = (value) => isList(value) ? value : [], valuesOf = (value) => isSchema(value) ? Object.values(value) : [], present = (values) => values.filter((value) => value !== void 0);
function replacedAt(value, changes) {
  if (changes.length === 0) return value;
  const [whole] = changes.filter(({ path }) => path.length === 0);
  if (whole) return whole.value;
  const byKey = /* @__PURE__ */ new Map();
  for (const { path, value: part } of changes) {
    const [key, ...rest] = path;
    key !== void 0 && byKey.set(key, [...byKey.get(key) ?? [], { path: rest, value: part }]);
  }
  const changed = (key, part) => replacedAt(part, byKey.get(key) ?? []);
  return isList(value) ? value.map((item, i) => changed(i, item)) : isSchema(value) ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, changed(key, member)])) : value;
}
export {
  holdsMarks,
  markedPlaces,
  memberOf,
  pointerKeys,
  replacedAt
};
//# sourceMappingURL=schema-marks.js.map
