import { Composer, Lexer, LineCounter, Parser, isAlias, isMap, isNode, isScalar, isSeq, type Document } from 'yaml';
import { messageOf, type Problem } from '../../domain/kernel/errors.js';
import { endWithin, type Position, type SourceProblem } from './source-position.js';

/** A parsed YAML text: one document, YAML 1.2 core schema, string keys, each once. */
export type YamlSource =
  | { readonly ok: true; readonly value: unknown; locate(keys: readonly (string | number)[]): Position | undefined }
  /** `partial`: what could be made of it, mistakes left out. */
  | { readonly ok: false; readonly problems: readonly SourceProblem[]; readonly partial?: unknown };

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
  const problem = (
    message: string,
    offset: number | undefined,
    code = 'YAML.SYNTAX',
    end = (offset ?? 0) + 1,
  ): SourceProblem => {
    const base: Problem = { path: '', message, code };
    return offset === undefined ? base : { ...base, ...pieceAt(text, lines, offset, end) };
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
    problem(MESSAGES[code] ?? message, pos[0], undefined, pos[1]),
  );
  const [, second] = documents;
  if (second !== undefined) found.push(problem('holds more than one document', second.range[0]));
  if (found.length > 0) return { ok: false, problems: found.slice(0, MAX_PROBLEMS), partial: partOf(document) };
  try {
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    return { ok: true, value, locate: (keys) => locate(document, keys, text, lines) };
  } catch (error) {
    // Aliases that do not resolve, or multiply: a few lines can stand for gigabytes.
    return { ok: false, problems: [problem(messageOf(error), undefined)] };
  }
}

/** Undefined when not even a part can be made of it. */
function partOf(document: Document.Parsed): unknown {
  // The library makes strings of such keys, and warns of it.
  if (document.errors.some(({ code }) => code === 'NON_STRING_KEY')) return undefined;
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    return undefined;
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
  text: string,
  lines: LineCounter,
): Position | undefined {
  let node: unknown = document.contents;
  let from = startOf(node);
  let end = endOf(node);
  for (const key of keys) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
      if (pair === undefined) break;
      from = startOf(pair.key);
      end = isScalar(pair.value) ? endOf(pair.value) : endOf(pair.key);
      node = pair.value;
    } else if (isSeq(node) && typeof key === 'number') {
      const item = node.items[key];
      if (item === undefined) break;
      from = startOf(item);
      end = endOf(item);
      node = item;
    } else break;
  }
  return from === undefined ? undefined : pieceAt(text, lines, from, end ?? from + 1);
}

function pieceAt(text: string, lines: LineCounter, from: number, end: number): Position {
  const { line, col } = lines.linePos(from);
  return { line: Math.max(line, 1), column: Math.max(col, 1), from, to: endWithin(text, from, end) };
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);
/** After its last character, without the comment and the space behind it. */
const endOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[1] : undefined);
