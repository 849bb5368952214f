import { messageOf } from "../../domain/kernel/errors.js";
import { isObject, join } from "./found-schema.js";
import { linearPattern } from "./linear-pattern.js";
const MAX_INSTRUCTIONS = 5e3, BESIDE = 20;
function patternProblems(schemas) {
  const problems = [];
  let spent = 0;
  for (const { pattern, path } of patternsOf(schemas)) {
    try {
      spent += linearPattern(pattern).size + BESIDE;
    } catch (error) {
      spent += pattern.length + BESIDE, problems.push({ path, message: messageOf(error) });
    }
    if (spent > MAX_INSTRUCTIONS)
      return [...problems, { path: "", message: "has too many or too large patterns: make their counts smaller" }];
  }
  return problems;
}
function* patternsOf(schemas) {
  for (const { path, schema } of schemas) {
    const { pattern, patternProperties } = schema;
    if (typeof pattern == "string" && (yield { pattern, path: join(path, "pattern") }), !!isObject(patternProperties))
      for (const name of Object.keys(patternProperties))
        yield { pattern: name, path: join(join(path, "patternProperties"), name) };
  }
}
export {
  patternProblems
};
//# sourceMappingURL=schema-patterns.js.map
