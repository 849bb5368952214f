import type { z } from 'zod';
import { formatPath } from './edge-json.js';
import type { Problem } from './errors.js';

type Issue = z.core.$ZodIssue;

/**
 * What zod found, as problems with paths: unknown fields one by one and by name, missing ones as such, and of a union the alternative that was
 * meant instead of "invalid input". Parse with `{ reportInput: true }`, so that a missing value can be told from a wrong one.
 */
export function zodProblems(error: z.core.$ZodError, root: readonly PropertyKey[] = []): Problem[] {
  return error.issues.flatMap((issue) => problemsOf(issue, root));
}

function problemsOf(issue: Issue, root: readonly PropertyKey[]): Problem[] {
  const path = [...root, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: formatPath([...path, key]),
        message: `there is no field "${key}" here`,
        code: 'INPUT.UNKNOWN_FIELD',
      }));
    case 'invalid_type':
      return [{ path: formatPath(path), message: typeMessage(issue.expected, issue.input), code: 'INPUT.TYPE' }];
    case 'invalid_union': {
      const meant = issue.errors.filter((alternative) => !alternative.some(isOtherType));
      const [only] = meant;
      if (only !== undefined && meant.length === 1) return only.flatMap((inner) => problemsOf(inner, path));
      const expected = issue.errors.flatMap((alternative) =>
        alternative.flatMap((inner) =>
          inner.code === 'invalid_type' && inner.path.length === 0 ? [inner.expected] : [],
        ),
      );
      const message = expected.length > 0 ? typeMessage(expected.join(' or '), issue.input) : issue.message;
      return [{ path: formatPath(path), message, code: 'INPUT.TYPE' }];
    }
    case 'invalid_value': {
      const values = issue.values.map((value) => (typeof value === 'string' ? JSON.stringify(value) : String(value)));
      const message =
        issue.input === undefined
          ? 'is required'
          : `must be ${values.length === 1 ? '' : 'one of '}${values.join(', ')}`;
      return [{ path: formatPath(path), message, code: 'INPUT.VALUE' }];
    }
    case 'invalid_key':
      return issue.issues.map((inner) => ({ path: formatPath(path), message: inner.message, code: 'INPUT.KEY' }));
    default:
      return [{ path: formatPath(path), message: sentence(issue.message), code: 'INPUT.VALUE' }];
  }
}

const isOtherType = (issue: Issue): boolean =>
  (issue.code === 'invalid_type' || issue.code === 'invalid_union') && issue.path.length === 0;

function typeMessage(expected: string, input: unknown): string {
  if (input === undefined) return 'is required';
  return `must be ${expected === 'record' ? 'object' : expected}, not ${kindOf(input)}`;
}

function kindOf(input: unknown): string {
  if (input === null) return 'null';
  if (Array.isArray(input)) return 'a list';
  return typeof input === 'object' ? 'an object' : `a ${typeof input}`;
}

/** zod's own messages begin with "Invalid input: expected ..." or "Too small: expected ..."; ours say what to do. */
function sentence(message: string): string {
  const match = /^[A-Z][a-z ]+: expected (.*)$/s.exec(message);
  return match ? `expected ${match[1]}` : message;
}
