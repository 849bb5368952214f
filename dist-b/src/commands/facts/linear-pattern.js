import { RE2JS } from "re2js";
const MAX_PATTERN = 1e3, MAX_PROGRAM = 1e4, MAX_CACHED = 500, cache = /* @__PURE__ */ new Map();
function compilePattern(pattern) {
  if (pattern.length > MAX_PATTERN) throw new RangeError(`a pattern has at most ${MAX_PATTERN} characters`);
  let compiled;
  try {
    compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^error parsing regexp: /, "") : String(error);
    throw new RangeError(
      `"${pattern}" is not a regular expression that can be used here (${reason}); look-around and back references are not supported`,
      { cause: error }
    );
  }
  const size = compiled.programSize();
  if (size > MAX_PROGRAM) throw new RangeError(`"${pattern}" repeats too much: make its counts smaller`);
  return { size, test: (text) => compiled.test(text), toString: () => pattern };
}
function linearPattern(pattern) {
  const cached = cache.get(pattern);
  if (cached) return cached;
  const compiled = compilePattern(pattern);
  return cache.size >= MAX_CACHED && cache.clear(), cache.set(pattern, compiled), compiled;
}
export {
  compilePattern,
  linearPattern
};
//# sourceMappingURL=linear-pattern.js.map
