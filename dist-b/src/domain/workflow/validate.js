import { checkJson, formatPath } from "../kernel/edge-json.js";
import { secretShapesIn } from "../kernel/redaction.js";
import { zodProblems } from "../kernel/zod-problems.js";
import { definitionWarnings } from "./definition-warnings.js";
import { WorkflowDefinition } from "./definition.js";
import { dependencyGraph } from "./graph.js";
import { missingInputField } from "./input-fields.js";
import { readLoosely } from "./loose-definition.js";
const MAX_STEPS = 1e3;
function checkDefinition(input, tools) {
  const outside = checkJson(input);
  if (outside.some(({ code }) => code === "JSON.TOO_DEEP" || code === "JSON.TOO_MANY_PARTS"))
    return { problems: outside, warnings: [] };
  const parsed = WorkflowDefinition.safeParse(input, { reportInput: !0 }), shape = parsed.success ? [] : zodProblems(parsed.error), loose = readLoosely(input);
  if (loose.steps.length > MAX_STEPS) return { problems: [...outside, ...shape], warnings: [] };
  const told = new Set([...outside, ...shape].map(({ path }) => path)), semantic = [...secretProblems(input), ...semanticProblems(loose, tools)].filter(({ path }) => !told.has(path)), problems = inOrder([...outside, ...shape, ...semantic]), warnings = inOrder(definitionWarnings(loose));
  return parsed.success && problems.length === 0 ? { definition: parsed.data, problems, warnings } : { problems, warnings };
}
function semanticProblems(definition, tools) {
  const problems = [], { steps } = definition, first = /* @__PURE__ */ new Map();
  for (const step of steps) {
    if (step.id === void 0) continue;
    const other = first.get(step.id);
    other === void 0 ? first.set(step.id, step) : problems.push({
      path: `steps[${step.index}].id`,
      message: `"${step.id}" is already the id of steps[${other.index}]`,
      code: "DEFINITION.DUPLICATE_ID"
    });
  }
  const graph = dependencyGraph(
    steps.flatMap(
      ({ id, dependsOn }) => id === void 0 ? [] : [{ id, dependsOn: dependsOn.map((edge) => edge.id) }]
    )
  );
  for (const cycle of graph.cycles)
    problems.push({ path: "steps", message: `these steps wait for each other: ${cycle}`, code: "DEFINITION.CYCLE" });
  definition.input !== void 0 && problems.push(...schemaProblems(definition.input, "input", tools));
  for (const step of steps)
    problems.push(...dependencyProblems(step, first)), problems.push(...inputProblems(step, definition.input, first, graph.before, tools)), step.output !== void 0 && problems.push(...schemaProblems(step.output, `steps[${step.index}].output`, tools));
  return problems;
}
function secretProblems(input) {
  return secretShapesIn(input).map(({ path, rule }) => ({
    path,
    message: `looks like a secret (${rule}), and a definition is kept for good: name it instead, {"$secret": "name"}`,
    code: "DEFINITION.SECRET"
  }));
}
function dependencyProblems(step, steps) {
  return step.dependsOn.flatMap(({ index, id }) => {
    const path = `steps[${step.index}].dependsOn[${index}]`;
    return id === step.id ? [{ path, message: "a step cannot depend on itself", code: "DEFINITION.SELF_DEPENDENCY" }] : steps.has(id) ? [] : [{ path, message: noStep(id, steps), code: "DEFINITION.UNKNOWN_STEP" }];
  });
}
function inputProblems(step, input, steps, before, tools) {
  return step.inputs.flatMap(({ name, text }) => {
    const path = formatPath(["steps", step.index, "inputs", name]), checked = tools.checkExpression(text);
    if (!checked.ok) return [{ path, message: checked.message, code: "DEFINITION.EXPRESSION" }];
    const problems = [];
    for (const id of checked.stepRefs)
      steps.has(id) ? (step.id === void 0 || !before(step.id).has(id)) && problems.push({
        path,
        message: id === step.id ? "a step cannot use its own output" : `"${id}" is not a step before this one: name it in dependsOn, or use another`,
        code: "DEFINITION.NOT_BEFORE"
      }) : problems.push({ path, message: noStep(id, steps), code: "DEFINITION.UNKNOWN_STEP" });
    for (const wanted of checked.inputPaths) {
      const missing = missingInputField(input, wanted);
      missing !== void 0 && problems.push({ path, message: missing, code: "DEFINITION.UNKNOWN_INPUT" });
    }
    return problems;
  });
}
function schemaProblems(schema, path, tools) {
  return tools.checkSchema(schema).map((problem) => ({
    path: problem.path === "" || problem.path.startsWith("[") ? path + problem.path : `${path}.${problem.path}`,
    message: problem.message,
    code: "DEFINITION.SCHEMA"
  }));
}
function noStep(id, steps) {
  const near = [...steps.keys()].find((known) => areNear(id, known));
  return `there is no step "${id}"${near === void 0 ? "" : `: did you mean "${near}"?`}`;
}
function areNear(a, b) {
  const [x, y] = [a, b].map((id) => id.toLowerCase().replaceAll(/[-_]/g, ""));
  if (x === void 0 || y === void 0 || Math.abs(x.length - y.length) > 1) return !1;
  let start = 0;
  for (; start < x.length && x[start] === y[start]; ) start++;
  const rest = (text, skip) => text.slice(start + skip);
  return rest(x, 1) === rest(y, 1) || rest(x, 1) === rest(y, 0) || rest(x, 0) === rest(y, 1) || x[start] === y[start + 1] && x[start + 1] === y[start] && rest(x, 2) === rest(y, 2);
}
function inOrder(problems) {
  const placeOf = ({ path }) => {
    const step = /^steps\[(\d+)\]/.exec(path)?.[1];
    return step === void 0 ? -1 : Number(step);
  };
  return [...problems].sort((a, b) => placeOf(a) - placeOf(b));
}
export {
  checkDefinition
};
//# sourceMappingURL=validate.js.map
