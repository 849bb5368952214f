import type { Problem } from '../../domain/kernel/errors.js';

/** Where something stands in a text: line and column count from 1, offsets from 0, all in UTF-16 units as editors count. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly from: number;
  /** After its last character; never before `from`. */
  readonly to: number;
}

/** A problem with its place in the source, when it has one. */
export interface SourceProblem extends Problem {
  readonly line?: number;
  readonly column?: number;
  readonly from?: number;
  readonly to?: number;
}

export const placed = (problem: Problem, position: Position | undefined): SourceProblem =>
  position === undefined ? problem : { ...problem, ...position };

/** The piece of a text from one offset to another, and no further than the end of its first line; without an end, one character. */
export function positionAt(text: string, from: number, end = from + 1): Position {
  const before = text.slice(0, from);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: from - lineStart + 1, from, to: endWithin(text, from, end) };
}

/** What is marked in an editor is one line at most: of a larger piece, its first line, without the spaces at its end. */
export function endWithin(text: string, from: number, end: number): number {
  const lineEnd = text.indexOf('\n', from);
  const last = Math.min(end, text.length, lineEnd === -1 ? text.length : lineEnd);
  return Math.max(from, from + text.slice(from, last).trimEnd().length);
}

/** `steps[2].inputs["unit price"]` as ['steps', 2, 'inputs', 'unit price']; what cannot be read ends it. */
export function parsePath(path: string): (string | number)[] {
  const keys: (string | number)[] = [];
  const segment = /\.?([A-Za-z_$][\w$-]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y;
  for (let match = segment.exec(path); match !== null; match = segment.exec(path)) {
    const [, name, index, quoted] = match;
    if (name !== undefined) keys.push(name);
    else if (index !== undefined) keys.push(Number(index));
    else if (quoted !== undefined) keys.push(unquote(quoted));
  }
  return keys;
}

function unquote(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
