import { messageOf, type Problem } from '../../domain/kernel/errors.js';
import { isObject, join, type FoundSchema } from './found-schema.js';
import { linearPattern } from './linear-pattern.js';

/** Instructions of all patterns together. */
const MAX_INSTRUCTIONS = 5_000;
/** What one costs beside its instructions, in them: also one that turns out to be none. */
const BESIDE = 20;

/** Patterns that cannot be used, and too many of them. Stops at what all of them may cost: to compile one is the work that is bounded here. */
export function patternProblems(schemas: Iterable<FoundSchema>): Problem[] {
  const problems: Problem[] = [];
  let spent = 0;
  for (const { pattern, path } of patternsOf(schemas)) {
    try {
      spent += linearPattern(pattern).size + BESIDE;
    } catch (error) {
      spent += pattern.length + BESIDE;
      problems.push({ path, message: messageOf(error) });
    }
    if (spent > MAX_INSTRUCTIONS)
      return [...problems, { path: '', message: 'has too many or too large patterns: make their counts smaller' }];
  }
  return problems;
}

function* patternsOf(schemas: Iterable<FoundSchema>): Generator<{ readonly pattern: string; readonly path: string }> {
  for (const { path, schema } of schemas) {
    const { pattern, patternProperties } = schema;
    if (typeof pattern === 'string') yield { pattern, path: join(path, 'pattern') };
    if (!isObject(patternProperties)) continue;
    for (const name of Object.keys(patternProperties))
      yield { pattern: name, path: join(join(path, 'patternProperties'), name) };
  }
}
