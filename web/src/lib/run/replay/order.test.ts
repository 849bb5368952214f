import { describe, expect, test } from 'vitest';
import { NO_CHOICE, problemsOf, replayBody, type ReplayWishes } from './order.js';

const wishes = (more: Partial<ReplayWishes> = {}): ReplayWishes => ({
  from: 7,
  version: undefined,
  input: undefined,
  usd: '',
  steps: {},
  ...more,
});

describe('what a replay asks for', () => {
  test('without a change it is the event alone', () => {
    expect(replayBody(wishes({ steps: { parse: NO_CHOICE } }))).toEqual({ body: { from: 7 } });
  });

  test('every change is in it, and nothing that was left empty', () => {
    const steps = {
      parse: { agent: ' reader ', model: '', output: undefined },
      sum: { agent: '', model: 'test/one', output: '{"n": 1}' },
    };
    expect(replayBody(wishes({ version: 3, input: { value: { a: 1 } }, usd: '$1.50', steps }))).toEqual({
      body: {
        from: 7,
        version: 3,
        input: { a: 1 },
        budget: { usd: '1.50' },
        agents: { parse: 'reader' },
        models: { sum: 'test/one' },
        outputs: { sum: { n: 1 } },
      },
    });
  });

  test('all that cannot be sent is said at once, each with its place', () => {
    const steps = { parse: { agent: '', model: '', output: '{' } };
    expect(replayBody(wishes({ usd: 'much', steps }))).toEqual({
      problems: [
        { path: 'budget', message: 'give dollars, for example 1.50' },
        { path: 'outputs.parse', message: 'is not JSON' },
      ],
    });
  });
});

test('problems find the part that they are about, however the names begin', () => {
  const problems = ['outputs.parse', 'outputs.parse.n', 'outputs.parse[0]', 'outputs.parser', 'input.a'].map(
    (path) => ({
      path,
      message: path,
    }),
  );
  expect(problemsOf(problems, 'outputs.parse').map(({ path }) => path)).toEqual(['', 'n', '[0]']);
});
