const INDIRECT = ["$ref", "allOf", "anyOf", "oneOf", "if", "patternProperties", "dependentSchemas"];
function missingInputField(schema, path) {
  let at = schema;
  for (const [depth, key] of path.entries()) {
    if (typeof at != "object" || at === null || Array.isArray(at)) return;
    const here = at;
    if (INDIRECT.some((keyword) => Object.hasOwn(here, keyword))) return;
    const properties = Reflect.get(here, "properties"), others = Reflect.get(here, "additionalProperties");
    if (typeof properties == "object" && properties !== null && Object.hasOwn(properties, key)) {
      at = Reflect.get(properties, key);
      continue;
    }
    if (!(others === !1 || others === void 0 && typeof properties == "object" && properties !== null)) return;
    const place = depth === 0 ? "the run's input" : `input.${path.slice(0, depth).join(".")}`, known = typeof properties == "object" && properties !== null ? Object.keys(properties) : [], has = known.length === 0 ? "nothing" : known.slice(0, 10).join(", ");
    return `${place} has no "${key}": its schema has ${has}`;
  }
}
export {
  missingInputField
};
//# sourceMappingURL=input-fields.js.map
