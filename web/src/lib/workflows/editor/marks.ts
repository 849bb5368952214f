import type { DefinitionProblem } from '$contract/workflow-views.js';

/** A problem at its place in the text. */
export interface Mark {
  readonly severity: 'error' | 'warning';
  /** Offsets in UTF-16 units; within the text, `to` is never before `from`. */
  readonly from: number;
  readonly to: number;
  /** From 1. */
  readonly line: number;
  readonly path: string;
  readonly message: string;
  readonly fix?: Fix;
}
/** A change that the server suggests: `did you mean "a"?`. */
export interface Fix {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** Problems and warnings of a text in the order of their places; what has no place stands at the beginning. */
export function marksOf(
  text: string,
  problems: readonly DefinitionProblem[],
  warnings: readonly DefinitionProblem[] = [],
): readonly Mark[] {
  return [
    ...problems.map((problem) => markOf(text, problem, 'error')),
    ...warnings.map((problem) => markOf(text, problem, 'warning')),
  ].toSorted((a, b) => a.from - b.from || (a.severity === b.severity ? 0 : a.severity === 'error' ? -1 : 1));
}

function markOf(text: string, problem: DefinitionProblem, severity: Mark['severity']): Mark {
  const from = Math.min(problem.from ?? 0, text.length);
  // Underlining a whole block says less than underlining where it begins.
  const lineEnd = text.indexOf('\n', from);
  const to = Math.max(from, Math.min(problem.to ?? from, lineEnd < 0 ? text.length : lineEnd));
  const fix = fixOf(text, problem.message, from, Math.min(problem.to ?? from, text.length));
  return {
    severity,
    from,
    to,
    line: problem.line ?? lineAt(text, from),
    path: problem.path,
    // It stands where something is missing, so what is missing must be named.
    message:
      problem.message === 'is required' ? `${problem.path.split('.').at(-1) ?? ''} is required` : problem.message,
    ...(fix ? { fix } : {}),
  };
}

/** `there is no step "b": did you mean "a"?` where `b` stands in the marked text. */
function fixOf(text: string, message: string, from: number, to: number): Fix | undefined {
  const match = /"([^"]+)"[^"]*did you mean "([^"]+)"\?/.exec(message);
  const [, wrong, right] = match ?? [];
  if (wrong === undefined || right === undefined) return undefined;
  const at = text.slice(from, to).indexOf(wrong);
  return at < 0 ? undefined : { from: from + at, to: from + at + wrong.length, insert: right };
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** `2 problems keep it from being saved, 1 warning does not`. */
export function verdict(marks: readonly Mark[]): string {
  const errors = marks.filter(({ severity }) => severity === 'error').length;
  const warnings = marks.length - errors;
  const some = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
  if (errors === 0) return warnings === 0 ? 'No problems' : `${some(warnings, 'warning')}; it can be saved`;
  const keep = `${some(errors, 'problem')} ${errors === 1 ? 'keeps' : 'keep'} it from being saved`;
  return warnings === 0 ? keep : `${keep}, ${some(warnings, 'warning')} ${warnings === 1 ? 'does' : 'do'} not`;
}
