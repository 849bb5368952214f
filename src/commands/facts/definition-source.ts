import { MAX_EDGE_BYTES, checkJson, utf8Exceeds } from '../../domain/kernel/edge-json.js';
import { messageOf, type Problem } from '../../domain/kernel/errors.js';
import { jsonPlaces } from './json-places.js';
import { parsePath, placed, positionAt, type Position, type SourceProblem } from './source-position.js';
import { parseYaml } from './yaml-source.js';

export type { Position, SourceProblem } from './source-position.js';

/** A definition's text, read. */
export interface DefinitionSource {
  /** What the text says; undefined when it cannot be read. */
  readonly value: unknown;
  /** What can be made of a text that cannot be read as it is, to be looked at only; undefined when nothing can. */
  readonly partial?: unknown;
  readonly format: 'json' | 'yaml';
  /** Line and column of a path such as `steps[2].dependsOn[0]`; of what is missing, the place that should hold it. */
  locate(path: string): Position | undefined;
  /** What is wrong with the text itself, and what no JSON from outside may hold. */
  readonly problems: readonly SourceProblem[];
}

/** Parsing YAML takes some microseconds per byte, and everything else waits meanwhile. */
const MAX_YAML_BYTES = 512 * 1024;

/**
 * Parses a workflow definition, JSON or YAML (1.2: `no` is a string); without a format, what begins with `{` is JSON. Keys that are there twice are
 * refused, aliases are few, and the limits of every edge hold (1 MiB, 64 levels, YAML half a MiB). Never throws.
 */
export function parseDefinitionSource(text: string, format?: 'json' | 'yaml'): DefinitionSource {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const json = (format ?? (source.trimStart().startsWith('{') ? 'json' : 'yaml')) === 'json';
  const maxBytes = json ? MAX_EDGE_BYTES : MAX_YAML_BYTES;
  if (utf8Exceeds(source, maxBytes)) {
    const hint = json ? '' : '; JSON may be larger';
    return unreadable(json, [{ path: '', message: `is larger than ${maxBytes} bytes${hint}`, code: 'JSON.TOO_LARGE' }]);
  }
  if (source.trim() === '') return unreadable(json, [{ path: '', message: 'is empty', code: 'JSON.SYNTAX' }]);
  return json ? fromJson(source) : fromYaml(source);
}

/** Problems with their line and column, for people and editors. */
export function withPositions(problems: readonly Problem[], source: DefinitionSource): SourceProblem[] {
  return problems.map((problem) => placed(problem, source.locate(problem.path)));
}

function fromJson(text: string): DefinitionSource {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return unreadable(true, [jsonSyntax(text, messageOf(error))]);
  }
  const problems = checkJson(value);
  if (problems.some(({ code }) => code === 'JSON.TOO_DEEP')) return unreadable(true, problems);
  const { root, duplicates } = jsonPlaces(text);
  const locate = (path: string): Position => {
    let place = root;
    for (const key of parsePath(path)) {
      const part = place.parts.get(key);
      if (part === undefined) break;
      place = part;
    }
    return positionAt(text, place.offset, place.end);
  };
  const twice = duplicates.map(({ path, offset, end }) =>
    placed({ path, message: 'the same key is there twice', code: 'JSON.DUPLICATE_KEY' }, positionAt(text, offset, end)),
  );
  return {
    value,
    format: 'json',
    locate,
    problems: [...twice, ...problems.map((problem) => placed(problem, locate(problem.path)))],
  };
}

/** Node's messages name a position, or show the piece of text at which it stopped. */
function jsonSyntax(text: string, message: string): SourceProblem {
  const at = /at position (\d+)/.exec(message)?.[1];
  const offset = at === undefined ? (/end of JSON/.test(message) ? text.length : undefined) : Number(at);
  const short = message.replace(/,? (in JSON )?at position \d+.*$/s, '').replace(/, "[^]*" is not valid JSON$/, '');
  const problem: Problem = { path: '', message: `is not JSON: ${short}`, code: 'JSON.SYNTAX' };
  return offset === undefined ? problem : placed(problem, positionAt(text, offset));
}

function fromYaml(text: string): DefinitionSource {
  const parsed = parseYaml(text);
  if (!parsed.ok) return unreadable(false, parsed.problems, parsed.partial);
  const locate = (path: string): Position | undefined => parsed.locate(parsePath(path));
  return {
    value: parsed.value,
    format: 'yaml',
    locate,
    problems: checkJson(parsed.value).map((problem) => placed(problem, locate(problem.path))),
  };
}

function unreadable(json: boolean, problems: readonly SourceProblem[], partial?: unknown): DefinitionSource {
  return { value: undefined, partial, format: json ? 'json' : 'yaml', locate: () => undefined, problems };
}
