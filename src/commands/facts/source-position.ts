import type { Problem } from '../../domain/kernel/errors.js';

/** Where something stands in a text; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A problem with its place in the source, when it has one. */
export interface SourceProblem extends Problem {
  readonly line?: number;
  readonly column?: number;
}

export const placed = (problem: Problem, position: Position | undefined): SourceProblem =>
  position === undefined ? problem : { ...problem, line: position.line, column: position.column };

/** Line and column of an offset, counting UTF-16 units as editors do. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
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
