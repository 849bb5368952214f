import { isForbiddenKey } from "../../domain/kernel/edge-json.js";
const LOOPS = /* @__PURE__ */ new Set(["map", "filter", "all", "exists", "exists_one"]), TYPE_NAMES = /* @__PURE__ */ new Set(["bool", "bytes", "double", "int", "list", "map", "null_type", "string", "type", "uint"]), MAX_NESTED_LOOPS = 2, MANY_JOINS = 8, PLAIN_ID = /^[a-z][a-z0-9]*$/;
class UnknownReference extends Error {
}
function referencesOf(root) {
  const stepRefs = /* @__PURE__ */ new Set(), inputPaths = /* @__PURE__ */ new Map();
  let loops = 0, joins = 0, patterns = 0;
  const visit = (node, bound, nested) => {
    const inner = (child) => visit(child, bound, nested);
    switch (node.op) {
      case "value":
        return;
      case "id":
      case ".":
      case ".?":
      case "[]":
      case "[?]":
        access(node, bound, inner);
        return;
      case "call":
        node.args[0] === "matches" && patterns++, node.args[1].forEach(inner);
        return;
      case "rcall": {
        const [name, receiver, args] = node.args;
        name === "matches" && patterns++, inner(receiver);
        const [variable, ...body] = args;
        if (!LOOPS.has(name) || variable?.op !== "id" || body.length === 0) {
          args.forEach(inner);
          return;
        }
        if (loops++, variable.args === "input" || variable.args === "steps")
          throw new UnknownReference(`"${variable.args}" cannot be the variable of ${name}(): choose another name`);
        if (nested >= MAX_NESTED_LOOPS)
          throw new UnknownReference(
            `${name}() is nested too deep: at most ${MAX_NESTED_LOOPS} loops inside each other`
          );
        const within = new Set(bound).add(variable.args);
        for (const part of body) visit(part, within, nested + 1);
        return;
      }
      case "list":
        node.args.forEach(inner);
        return;
      case "map":
        for (const [key, value] of node.args) {
          if (key.op === "value" && typeof key.args == "string" && isForbiddenKey(key.args))
            throw new UnknownReference(`a map must not have the key "${key.args}"`);
          inner(key), inner(value);
        }
        return;
      case "!_":
      case "-_":
        inner(node.args);
        return;
      case "+":
        joins++, node.args.forEach(inner);
        return;
      case "?:":
      case "||":
      case "&&":
      case "!=":
      case "==":
      case "in":
      case "-":
      case "*":
      case "/":
      case "%":
      case "<":
      case "<=":
      case ">":
      case ">=":
        for (const child of node.args) inner(child);
        return;
    }
  }, access = (node, bound, inner) => {
    const selectors = [];
    let base = node;
    for (; base.op === "." || base.op === ".?" || base.op === "[]" || base.op === "[?]"; ) {
      const [of, selector] = base.args;
      typeof selector == "string" ? selectors.unshift(selector) : (selectors.unshift(selector.op === "value" && typeof selector.args == "string" ? selector.args : void 0), inner(selector)), base = of;
    }
    if (base.op !== "id") return inner(base);
    if (!bound.has(base.args)) {
      if (base.args === "steps") stepRefs.add(stepOf(selectors, node.input));
      else if (base.args === "input") {
        const end = selectors.indexOf(void 0), path = selectors.slice(0, end < 0 ? void 0 : end).filter((part) => part !== void 0);
        inputPaths.set(JSON.stringify(path), path);
      } else if (!TYPE_NAMES.has(base.args)) throw unknownVariable(base);
    }
  };
  visit(root, /* @__PURE__ */ new Set(), 0);
  const heavy = loops > 0 || patterns > 0 || joins > MANY_JOINS;
  return { stepRefs: [...stepRefs], inputPaths: [...inputPaths.values()], heavy };
}
function stepOf([id, member], source) {
  if (id === void 0)
    throw new UnknownReference(
      'name the step whose output is meant: steps.collect.output, or steps["risk-summary"].output'
    );
  const written = PLAIN_ID.test(id) ? `steps.${id}` : `steps["${id}"]`;
  if (member !== "output")
    throw dashedStep(id, source) ?? new UnknownReference(`of a step there is its output: write ${written}.output`);
  return id;
}
function unknownVariable(node) {
  const name = String(node.args);
  return name === "cel" ? new UnknownReference("cel.bind is not available here") : dashedStep(name, node.input) ?? new UnknownReference(`there is no variable "${name}": use input and steps`);
}
function dashedStep(part, source) {
  const id = /\bsteps\.([a-z0-9]+(?:-[a-z0-9]+)+)/.exec(source)?.[1];
  if (!(id === void 0 || !id.split("-").includes(part)))
    return new UnknownReference(`a step id with dashes is written in brackets: steps["${id}"].output`);
}
export {
  UnknownReference,
  referencesOf
};
//# sourceMappingURL=expression-references.js.map
