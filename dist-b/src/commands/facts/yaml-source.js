import { Composer, Lexer, LineCounter, Parser, isAlias, isMap, isNode, isScalar, isSeq } from "yaml";
import { messageOf } from "../../domain/kernel/errors.js";
import { endWithin } from "./source-position.js";
const MAX_OPEN = 140, MAX_ALIASES = 100, MAX_PROBLEMS = 20;
function parseYaml(text) {
  const lines = new LineCounter();
  lines.addNewLine(0);
  const problem = (message, offset, code = "YAML.SYNTAX", end = (offset ?? 0) + 1) => {
    const base = { path: "", message, code };
    return offset === void 0 ? base : { ...base, ...pieceAt(text, lines, offset, end) };
  }, tokens = [], parser = new Parser(lines.addNewLine);
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > MAX_OPEN)
      return { ok: !1, problems: [problem("is nested too deep", parser.offset, "YAML.TOO_DEEP")] };
  }
  for (const token of parser.end()) tokens.push(token);
  const documents = [...new Composer({
    uniqueKeys: !0,
    stringKeys: !0,
    merge: !1,
    version: "1.2",
    schema: "core",
    lineCounter: lines,
    prettyErrors: !1
  }).compose(tokens, !0, text.length)], [document] = documents;
  if (document === void 0) return { ok: !1, problems: [problem("is empty", void 0)] };
  const found = [...document.errors, ...document.warnings].map(
    ({ code, message, pos }) => problem(MESSAGES[code] ?? message, pos[0], void 0, pos[1])
  ), [, second] = documents;
  if (second !== void 0 && found.push(problem("holds more than one document", second.range[0])), found.length > 0) return { ok: !1, problems: found.slice(0, MAX_PROBLEMS), partial: partOf(document) };
  try {
    return { ok: !0, value: document.toJS({ maxAliasCount: MAX_ALIASES }), locate: (keys) => locate(document, keys, text, lines) };
  } catch (error) {
    return { ok: !1, problems: [problem(messageOf(error), void 0)] };
  }
}
function partOf(document) {
  if (!document.errors.some(({ code }) => code === "NON_STRING_KEY"))
    try {
      return document.toJS({ maxAliasCount: MAX_ALIASES });
    } catch {
      return;
    }
}
const MESSAGES = {
  DUPLICATE_KEY: "the same key is there twice",
  NON_STRING_KEY: "a key must be a string",
  TAG_RESOLVE_FAILED: "tags are not supported"
};
function locate(document, keys, text, lines) {
  let node = document.contents, from = startOf(node), end = endOf(node);
  for (const key of keys)
    if (isAlias(node) && (node = node.resolve(document)), isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
      if (pair === void 0) break;
      from = startOf(pair.key), end = isScalar(pair.value) ? endOf(pair.value) : endOf(pair.key), node = pair.value;
    } else if (isSeq(node) && typeof key == "number") {
      const item = node.items[key];
      if (item === void 0) break;
      from = startOf(item), end = endOf(item), node = item;
    } else break;
  return from === void 0 ? void 0 : pieceAt(text, lines, from, end ?? from + 1);
}
function pieceAt(text, lines, from, end) {
  const { line, col } = lines.linePos(from);
  return { line: Math.max(line, 1), column: Math.max(col, 1), from, to: endWithin(text, from, end) };
}
const startOf = (node) => isNode(node) ? node.range?.[0] : void 0, endOf = (node) => isNode(node) ? node.range?.[1] : void 0;
export {
  parseYaml
};
//# sourceMappingURL=yaml-source.js.map
