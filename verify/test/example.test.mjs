// @ts-check
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { example } from './example.mjs';

const document = readFileSync(new URL('../../docs/evidence-format.md', import.meta.url), 'utf8');

test.each(Object.entries(example()))('the example of the document has the right %s', (_, text) => {
  expect(document).toContain(text);
});
