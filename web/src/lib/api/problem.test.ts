import { expect, test } from 'vitest';
import { Problem } from './problem.js';

test('an id that can be nobody’s is of something that does not exist; a query that is wrong is not', () => {
  const invalid = (path: string) => new Problem('REQUEST.INVALID', 'no', 400, {}, [{ path, message: 'no' }]);
  expect(new Problem('RUN.NOT_FOUND', 'no', 404).absent).toBe(true);
  expect(invalid(':runId').absent).toBe(true);
  expect(invalid('?limit').absent).toBe(false);
  expect(new Problem('NETWORK', 'away', 0).absent).toBe(false);
});
