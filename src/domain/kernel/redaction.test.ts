import { describe, expect, test } from 'vitest';
import { CANARIES } from '../../../test/support/canaries.js';
import { MAX_LISTED, redact, secretShapesIn } from './redaction.js';

const [first, , second] = CANARIES.map(({ text }) => text);

describe('a value', () => {
  test('without secrets is the value itself, not a copy', () => {
    const value = { step: 'one', rows: [{ total: 1.5 }, null, true], reason: 'as agreed with ada@example.org' };
    const { value: same, found } = redact(value);
    expect(same).toBe(value);
    expect(found).toEqual([]);
  });

  test('loses its secrets wherever they stand: members, items, names, alone', () => {
    for (const { text, secret } of CANARIES) {
      for (const given of [text, { a: { b: [1, { c: text }] } }, [[text]], { [text]: 1 }]) {
        const { value, found } = redact<unknown>(given);
        expect(JSON.stringify(value)).not.toContain(JSON.stringify(secret).slice(1, -1));
        expect(found).toHaveLength(1);
      }
    }
  });

  test('says where they stood, without saying them', () => {
    const { found } = redact({ output: { rows: [{ ['the key']: first }], [`x ${second}`]: first } });
    expect(found.map(({ path }) => path)).toEqual([
      'output.rows[0]["the key"]',
      'output["x [redacted: private-key]"]',
      'output["x [redacted: private-key]"]',
    ]);
  });

  test('keeps members apart whose names were secrets', () => {
    const { value } = redact<object>({ [`${first}`]: 1, [`${second}`]: 2 });
    expect(Object.values(value)).toEqual([1, 2]);
  });

  test('holds a secret in a member that is called so, whatever it looks like', () => {
    const { value, found } = redact({ user: 'ada', Password: 'hunter2', apiKey: 12345, authorization: null });
    expect(value).toEqual({
      user: 'ada',
      Password: '[redacted: named-secret]',
      apiKey: '[redacted: named-secret]',
      authorization: null,
    });
    expect(found).toEqual([
      { path: 'Password', rule: 'named-secret' },
      { path: 'apiKey', rule: 'named-secret' },
    ]);
  });

  test('holds secrets in a list of a member that is called so, and looks through what has members of its own', () => {
    const { value, found } = redact({ passwords: 1, dbPassword: ['hunter2', ['x'], { hint: 'dog' }] });
    expect(value).toEqual({
      passwords: 1,
      dbPassword: ['[redacted: named-secret]', ['[redacted: named-secret]'], { hint: 'dog' }],
    });
    expect(found.map(({ path }) => path)).toEqual(['dbPassword[0]', 'dbPassword[1][0]']);
  });

  test('with tens of thousands of names that were secrets takes no longer than its length', () => {
    const value = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, i) => [`ghp_${String(i).padStart(40, 'a')}`, i]),
    );
    // No limit of time of its own: counting from the start for each name takes minutes.
    expect(Object.values(redact(value).value)).toEqual(Object.values(value));
  });

  test('keeps members that are called like what stands for a secret', () => {
    const { value } = redact<object>({
      [`${first}`]: 1,
      '[redacted: private-key]': 2,
      [`${second}`]: 3,
      '[redacted: private-key] 2': 4,
    });
    expect(Object.values(value).toSorted()).toEqual([1, 2, 3, 4]);
  });

  test('with endless names says where something was without repeating them', () => {
    const { found } = redact({ ['k'.repeat(100_000)]: { password: 'hunter2', apiKey: 'x' } });
    expect(found.map(({ path }) => path.length)).toEqual([300, 300]);
  });

  test('that was redacted before is left as it is', () => {
    const { value } = redact({ password: 'hunter2', note: first });
    expect(redact(value).found).toEqual([]);
  });

  test('does not get longer than its limit was', () => {
    const text = '://a:b@'.repeat(70);
    expect(redact(text).value.length).toBeLessThanOrEqual(500);
  });

  test('with very many lists the first and says how many more there are', () => {
    const { value, found } = redact(Array.from({ length: 150 }, () => first));
    expect(found).toHaveLength(MAX_LISTED + 1);
    expect(found.at(-1)).toEqual({ path: '', rule: 'and 50 more' });
    expect(value.filter((item) => item === first)).toEqual([]);
  });
});

test('what is refused rather than changed is judged by shapes, not by names: an input may be called password', () => {
  expect(secretShapesIn({ inputs: { password: 'input.password' } })).toEqual([]);
  expect(secretShapesIn({ steps: [{ description: first }] })).toEqual([
    { path: 'steps[0].description', rule: 'private-key' },
  ]);
});
