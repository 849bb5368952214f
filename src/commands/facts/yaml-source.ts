import { Composer, Lexer, LineCounter, Parser, isAlias, isMap, isNode, isScalar, isSeq, type Document } from 'yaml';
import type { Problem } from '../../domain/kernel/errors.js';
import type { Position, SourceProblem } from './source-position.js';

/** A parsed YAML text: one document, YAML 1.2 core schema, string keys, each once. */
export type YamlSource =
  | { readonly ok: true; readonly value: unknown; locate(keys: readonly (string | number)[]): Position | undefined }
  | { readonly ok: false; readonly problems: readonly SourceProblem[] };

/** Open collections while parsing; 64 levels of JSON need fewer. */
const MAX_OPEN = 140;
const MAX_ALIASES = 100;
const MAX_PROBLEMS = 20;

/**
 * Parses YAML. The composer recurses, and on deep nesting it does not only throw: a regular expression that V8 compiles at the very end of the stack
 * ends the process. So the depth is watched while the tokens, which are made without recursion, come in.
 */
export function parseYaml(text: string): YamlSource {
  const lines = new LineCounter();
  lines.addNewLine(0);
  const problem = (message: string, offset: number | undefined, code = 'YAML.SYNTAX'): SourceProblem => {
    const base: Problem = { path: '', message, code };
    if (offset === undefined) return base;
    const { line, col } = lines.linePos(offset);
    return { ...base, line: Math.max(line, 1), column: Math.max(col, 1) };
  };

  const tokens = [];
  const parser = new Parser(lines.addNewLine);
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > MAX_OPEN)
      return { ok: false, problems: [problem('is nested too deep', parser.offset, 'YAML.TOO_DEEP')] };
  }
  for (const token of parser.end()) tokens.push(token);

  const composer = new Composer({
    uniqueKeys: true,
    stringKeys: true,
    merge: false,
    version: '1.2',
    schema: 'core',
    lineCounter: lines,
    prettyErrors: false,
  });
  const documents = [...composer.compose(tokens, true, text.length)];
  const [document] = documents;
  if (document === undefined) return { ok: false, problems: [problem('is empty', undefined)] };
  const found = [...document.errors, ...document.warnings].map(({ code, message, pos }) =>
    problem(MESSAGES[code] ?? message, pos[0]),
  );
  const [, second] = documents;
  if (second !== undefined) found.push(problem('holds more than one document', second.range[0]));
  if (found.length > 0) return { ok: false, problems: found.slice(0, MAX_PROBLEMS) };
  try {
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    return { ok: true, value, locate: (keys) => locate(document, keys, lines) };
  } catch (error) {
    // Aliases that do not resolve, or multiply: a few lines can stand for gigabytes.
    return { ok: false, problems: [problem(error instanceof Error ? error.message : String(error), undefined)] };
  }
}

const MESSAGES: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'the same key is there twice',
  NON_STRING_KEY: 'a key must be a string',
  TAG_RESOLVE_FAILED: 'tags are not supported',
};

/** The place of a member's key or of an item; of what is missing, the place that should hold it. */
function locate(
  document: Document.Parsed,
  keys: readonly (string | number)[],
  lines: LineCounter,
): Position | undefined {
  let node: unknown = document.contents;
  let offset = offsetOf(node);
  for (const key of keys) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
      if (pair === undefined) break;
      offset = offsetOf(pair.key);
      node = pair.value;
    } else if (isSeq(node) && typeof key === 'number') {
      const item = node.items[key];
      if (item === undefined) break;
      offset = offsetOf(item);
      node = item;
    } else break;
  }
  if (offset === undefined) return undefined;
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
