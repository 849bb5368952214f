import { definitionTools } from "../commands/facts/definition-tools.js";
import { parseDefinitionSource, withPositions } from "../commands/facts/definition-source.js";
import { definitionJsonSchema } from "../domain/workflow/json-schema.js";
import { pictureOf } from "../domain/workflow/picture.js";
import { checkDefinition } from "../domain/workflow/validate.js";
const definitions = {
  check(given) {
    if ("definition" in given) {
      const verdict = checkDefinition(given.definition, definitionTools);
      return { ...verdict, picture: pictureOf(given.definition, verdict.problems, verdict.warnings) };
    }
    const source = parseDefinitionSource(given.source, given.format), { format, locate } = source;
    if (source.value === void 0) {
      const { problems: problems2, partial } = source;
      return { problems: problems2, warnings: [], format, ...partial == null ? {} : { picture: pictureOf(partial, [], []) } };
    }
    const { definition, problems, warnings } = checkDefinition(source.value, definitionTools), all = distinct([...source.problems, ...withPositions(problems, source)]);
    return {
      ...definition === void 0 || all.length > 0 ? {} : { definition },
      problems: all,
      warnings: withPositions(warnings, source),
      format,
      picture: pictureOf(source.value, all, warnings),
      locate
    };
  },
  jsonSchema() {
    const schema = definitionJsonSchema();
    return isObject(schema) ? schema : {};
  }
};
function distinct(problems) {
  const seen = /* @__PURE__ */ new Set();
  return problems.filter(({ path, message }) => {
    const key = `${path}
${message}`;
    return seen.has(key) ? !1 : (seen.add(key), !0);
  });
}
const isObject = (value) => typeof value == "object" && value !== null && !Array.isArray(value);
export {
  definitions
};
//# sourceMappingURL=definitions.js.map
