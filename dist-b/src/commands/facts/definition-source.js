import { MAX_EDGE_BYTES, checkJson, utf8Exceeds } from "../../domain/kernel/edge-json.js";
import { messageOf } from "../../domain/kernel/errors.js";
import { jsonPlaces } from "./json-places.js";
import { parsePath, placed, positionAt } from "./source-position.js";
import { parseYaml } from "./yaml-source.js";
const MAX_YAML_BYTES = 512 * 1024;
function parseDefinitionSource(text, format) {
  const source = text.startsWith("\uFEFF") ? text.slice(1) : text, json = (format ?? (source.trimStart().startsWith("{") ? "json" : "yaml")) === "json", maxBytes = json ? MAX_EDGE_BYTES : MAX_YAML_BYTES;
  return utf8Exceeds(source, maxBytes) ? unreadable(json, [{ path: "", message: `is larger than ${maxBytes} bytes${json ? "" : "; JSON may be larger"}`, code: "JSON.TOO_LARGE" }]) : source.trim() === "" ? unreadable(json, [{ path: "", message: "is empty", code: "JSON.SYNTAX" }]) : json ? fromJson(source) : fromYaml(source);
}
function withPositions(problems, source) {
  return problems.map((problem) => placed(problem, source.locate(problem.path)));
}
function fromJson(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return unreadable(!0, [jsonSyntax(text, messageOf(error))]);
  }
  const problems = checkJson(value);
  if (problems.some(({ code }) => code === "JSON.TOO_DEEP")) return unreadable(!0, problems);
  const { root, duplicates } = jsonPlaces(text), locate = (path) => {
    let place = root;
    for (const key of parsePath(path)) {
      const part = place.parts.get(key);
      if (part === void 0) break;
      place = part;
    }
    return positionAt(text, place.offset, place.end);
  }, twice = duplicates.map(
    ({ path, offset, end }) => placed({ path, message: "the same key is there twice", code: "JSON.DUPLICATE_KEY" }, positionAt(text, offset, end))
  );
  return {
    value,
    format: "json",
    locate,
    problems: [...twice, ...problems.map((problem) => placed(problem, locate(problem.path)))]
  };
}
function jsonSyntax(text, message) {
  const at = /at position (\d+)/.exec(message)?.[1], offset = at === void 0 ? /end of JSON/.test(message) ? text.length : void 0 : Number(at), problem = { path: "", message: `is not JSON: ${message.replace(/,? (in JSON )?at position \d+.*$/s, "").replace(/, "[^]*" is not valid JSON$/, "")}`, code: "JSON.SYNTAX" };
  return offset === void 0 ? problem : placed(problem, positionAt(text, offset));
}
function fromYaml(text) {
  const parsed = parseYaml(text);
  if (!parsed.ok) return unreadable(!1, parsed.problems, parsed.partial);
  const locate = (path) => parsed.locate(parsePath(path));
  return {
    value: parsed.value,
    format: "yaml",
    locate,
    problems: checkJson(parsed.value).map((problem) => placed(problem, locate(problem.path)))
  };
}
function unreadable(json, problems, partial) {
  return { value: void 0, partial, format: json ? "json" : "yaml", locate: () => {
  }, problems };
}
export {
  parseDefinitionSource,
  withPositions
};
//# sourceMappingURL=definition-source.js.map
