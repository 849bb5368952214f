import vm from "node:vm";
import { Environment } from "@marcbachmann/cel-js";
import { jsonOf, newRoom } from "./expression-result.js";
import { referencesOf } from "./expression-references.js";
import { compilePattern } from "./linear-pattern.js";
const MAX_EXPRESSION = 2e3, MAX_COMPILED = 5e3, TIME_LIMIT_MS = 100, LONGEST_ATTEMPT_MS = 16 * TIME_LIMIT_MS, ALMOST = 0.9;
function compileExpression(text) {
  const { cache } = engine();
  let compiled = cache.get(text);
  return compiled === void 0 && (compiled = compile(text), cache.size >= MAX_COMPILED && cache.clear(), cache.set(text, compiled)), compiled;
}
function checkExpression(text) {
  const compiled = compileExpression(text);
  return compiled.ok ? { ok: !0, stepRefs: compiled.expression.stepRefs, inputPaths: compiled.expression.inputPaths } : compiled;
}
function evaluateInputs(mappings, scope) {
  const inputs = {}, problems = [], room = newRoom();
  for (const [name, text] of Object.entries(mappings)) {
    const compiled = compileExpression(text), result = compiled.ok ? compiled.expression.evaluate(scope, room) : compiled;
    result.ok ? result.value !== void 0 && (inputs[name] = result.value) : problems.push({ path: `inputs.${name}`, message: result.message });
  }
  return problems.length > 0 ? { ok: !1, problems } : { ok: !0, inputs };
}
let current;
function engine() {
  return current ??= { environment: environment(), cache: /* @__PURE__ */ new Map(), patterns: /* @__PURE__ */ new Map() }, current;
}
function environment() {
  const made = new Environment({
    unlistedVariablesAreDyn: !1,
    homogeneousAggregateLiterals: !1,
    enableOptionalTypes: !0,
    limits: { maxAstNodes: 1e3, maxDepth: 64, maxListElements: 500, maxMapEntries: 500, maxCallArguments: 8 }
  }).registerVariable("input", "dyn").registerVariable("steps", "dyn").registerFunction(`string.${LINEAR_MATCHES}(string): bool`, matches), arithmetic = {
    "+": (a, b) => a + b,
    "-": (a, b) => a - b,
    "*": (a, b) => a * b,
    "/": (a, b) => a / b,
    "%": (a, b) => a % b
  };
  for (const [operator, apply] of Object.entries(arithmetic)) {
    const mixed = (a, b) => apply(Number(a), Number(b));
    made.registerOperator(`double ${operator} int: double`, mixed).registerOperator(`int ${operator} double: double`, mixed), operator === "%" && made.registerOperator("double % double: double", mixed);
  }
  return made;
}
const LINEAR_MATCHES = "matchesInLinearTime";
function matches(text, pattern) {
  const { patterns } = engine();
  let compiled = patterns.get(pattern);
  return compiled === void 0 && (compiled = compilePattern(pattern), patterns.size >= 200 && patterns.clear(), patterns.set(pattern, compiled)), compiled.test(text);
}
function renameMatches(node) {
  node.op === "rcall" && node.args[0] === "matches" && (node.args[0] = LINEAR_MATCHES);
  const open = [node.args];
  for (; open.length > 0; ) {
    const part = open.pop();
    Array.isArray(part) ? open.push(...part) : isNode(part) && renameMatches(part);
  }
}
function isNode(part) {
  return typeof part == "object" && part !== null && "op" in part && "args" in part;
}
function compile(text) {
  if (text.length > MAX_EXPRESSION)
    return { ok: !1, message: `an expression has at most ${MAX_EXPRESSION} characters` };
  try {
    const parsed = engine().environment.parse(text), references = referencesOf(parsed.ast);
    renameMatches(parsed.ast);
    const { valid, error } = parsed.check();
    if (!valid) throw error;
    return {
      ok: !0,
      expression: { text, ...references, evaluate: (scope, room) => evaluate(parsed, references.heavy, scope, room) }
    };
  } catch (error) {
    return { ok: !1, message: messageOf(error) };
  }
}
function evaluate(parsed, heavy, scope, room) {
  const context = { input: scope.input, steps: scope.steps };
  try {
    const result = heavy ? withinTime(() => parsed(context)).result : parsed(context);
    return { ok: !0, value: jsonOf(result, room) };
  } catch (error) {
    return { ok: !1, message: messageOf(error) };
  }
}
const guard = { run: () => {
}, result: void 0 };
let guarded;
function withinTime(run) {
  guarded ??= { script: new vm.Script("guard.result = guard.run()"), context: vm.createContext({ guard }) }, guard.run = run;
  try {
    for (let timeout = TIME_LIMIT_MS; timeout <= LONGEST_ATTEMPT_MS; timeout *= 2) {
      const before = process.cpuUsage(), done = attempt(guarded, timeout);
      if (done) return done;
      const { user, system } = process.cpuUsage(before);
      if ((user + system) / 1e3 >= TIME_LIMIT_MS * ALMOST) break;
    }
    return tooLong();
  } finally {
    guard.result = void 0;
  }
}
function attempt({ script, context }, timeout) {
  try {
    return script.runInContext(context, { timeout }), { result: guard.result };
  } catch (error) {
    if (isTimeout(error)) return;
    throw error;
  }
}
function tooLong() {
  throw current = void 0, new Error(`takes longer than ${TIME_LIMIT_MS} ms on this data`);
}
function isTimeout(error) {
  return typeof error == "object" && error !== null && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}
function messageOf(error) {
  if (!(error instanceof Error)) return String(error);
  const summary = Reflect.get(error, "summary"), range = Reflect.get(error, "range"), text = typeof summary == "string" && summary !== "" ? summary : error.message.split(`
`)[0] ?? error.name, start = typeof range == "object" && range !== null ? Reflect.get(range, "start") : void 0, clipped = text.length > 300 ? `${text.slice(0, 299)}\u2026` : text;
  return typeof start == "number" ? `${clipped} (at character ${start + 1})` : clipped;
}
export {
  MAX_EXPRESSION,
  checkExpression,
  compileExpression,
  evaluateInputs
};
//# sourceMappingURL=expressions.js.map
