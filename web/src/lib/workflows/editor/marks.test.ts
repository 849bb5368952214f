import { describe, expect, test } from 'vitest';
import { marksOf, verdict } from './marks.js';

const text = 'id: a\nsteps:\n  - id: x\n    dependsOn: [load-rule]\n';
const at = text.indexOf('load-rule');

describe('problems at their places', () => {
  test('stand in the order of the text, errors before warnings at the same place', () => {
    const marks = marksOf(
      text,
      [{ path: 'steps[0]', message: 'late', from: 20, to: 22 }],
      [
        { path: 'steps[0]', message: 'same place', from: 20, to: 22 },
        { path: 'id', message: 'early', from: 0, to: 2 },
      ],
    );
    expect(marks.map(({ message, severity }) => [message, severity])).toEqual([
      ['early', 'warning'],
      ['late', 'error'],
      ['same place', 'warning'],
    ]);
  });
  test('what reaches over lines is marked up to the end of its first line', () =>
    expect(marksOf(text, [{ path: 'steps', message: 'm', from: 6, to: 40 }])).toMatchObject([{ from: 6, to: 12 }]));
  test('what has no place stands at the beginning, what lies outside at the end', () =>
    expect(
      marksOf(text, [
        { path: '', message: 'no place' },
        { path: '', message: 'outside', from: 900, to: 950 },
      ]),
    ).toMatchObject([
      { from: 0, to: 0, line: 1 },
      { from: text.length, to: text.length, line: 5 },
    ]));
  test('a suggestion is a change of the wrong name alone', () =>
    expect(
      marksOf(text, [
        {
          path: 'steps[0].dependsOn[0]',
          message: 'there is no step "load-rule": did you mean "load-rules"?',
          from: at - 1,
          to: at + 10,
        },
      ]),
    ).toMatchObject([{ line: 4, fix: { from: at, to: at + 9, insert: 'load-rules' } }]));
  test('no suggestion where the wrong name is not in the marked text', () =>
    expect(
      marksOf(text, [{ path: 'x', message: 'no "b": did you mean "c"?', from: 0, to: 5 }])[0]?.fix,
    ).toBeUndefined());
});

test('the verdict says what keeps it from being saved', () => {
  const error = { path: '', message: 'm' };
  expect(verdict([])).toBe('No problems');
  expect(verdict(marksOf('a', [], [error]))).toBe('1 warning; it can be saved');
  expect(verdict(marksOf('a', [error]))).toBe('1 problem keeps it from being saved');
  expect(verdict(marksOf('a', [error, error], [error, error]))).toBe(
    '2 problems keep it from being saved, 2 warnings do not',
  );
});
