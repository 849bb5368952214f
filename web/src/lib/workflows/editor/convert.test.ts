import { expect, test } from 'vitest';
import { convert, hasComments } from './convert.js';

const yaml = '# why\nid: a\nsteps:\n  - id: x\n    output: &o { type: object }\n  - id: y\n    output: *o\n';

test('YAML becomes JSON with anchors written out, and back', () => {
  const json = convert(yaml, 'json');
  if (!json.ok) throw new Error(json.why);
  const value: unknown = JSON.parse(json.text);
  expect(value).toEqual({
    id: 'a',
    steps: [
      { id: 'x', output: { type: 'object' } },
      { id: 'y', output: { type: 'object' } },
    ],
  });
  const back = convert(json.text, 'yaml');
  expect(back).toMatchObject({ ok: true, text: expect.stringContaining('steps:\n  - id: x\n') });
});
test('what cannot be read is not converted, and it says why', () =>
  expect(convert('a: [1', 'json')).toMatchObject({ ok: false, why: expect.stringMatching(/./) }));
test('comments are seen before they are lost', () => {
  expect(hasComments(yaml)).toBe(true);
  expect(hasComments('id: a#b\n')).toBe(false);
});
