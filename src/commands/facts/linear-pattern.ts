import { RE2JS } from 're2js';

/** A compiled regular expression whose time is linear in the text, whatever the pattern. */
export interface LinearPattern {
  /** Instructions: what it costs to compile, and per character to match. */
  readonly size: number;
  test(text: string): boolean;
  /** The pattern as it was written: each has another one. */
  toString(): string;
}

const MAX_PATTERN = 1_000;
const MAX_PROGRAM = 10_000;
const MAX_CACHED = 500;
const cache = new Map<string, LinearPattern>();

/**
 * Compiles a pattern that a user wrote. JavaScript's own engine backtracks: 29 characters against `^(a+)+$` block the process for seconds.
 * RE2 syntax, which is JavaScript's without look-around and back references. Throws a RangeError that says what is not supported.
 */
export function compilePattern(pattern: string): LinearPattern {
  if (pattern.length > MAX_PATTERN) throw new RangeError(`a pattern has at most ${MAX_PATTERN} characters`);
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error);
    throw new RangeError(
      `"${pattern}" is not a regular expression that can be used here (${reason}); look-around and back references are not supported`,
      { cause: error },
    );
  }
  const size = compiled.programSize();
  if (size > MAX_PROGRAM) throw new RangeError(`"${pattern}" repeats too much: make its counts smaller`);
  // Ajv keeps patterns by what they are as text.
  return { size, test: (text) => compiled.test(text), toString: () => pattern };
}

/** The same, compiled once per pattern. */
export function linearPattern(pattern: string): LinearPattern {
  const cached = cache.get(pattern);
  if (cached) return cached;
  const compiled = compilePattern(pattern);
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(pattern, compiled);
  return compiled;
}
