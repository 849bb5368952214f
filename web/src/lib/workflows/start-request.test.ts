import { describe, expect, test } from 'vitest';
import { startBody, startCommand, type Wishes } from './start-request.js';

const wishes: Wishes = {
  workflowId: 'report',
  version: 3,
  input: { repository: '/work' },
  usd: '',
  tokens: '',
  priority: '',
};

describe('what is sent to start a run', () => {
  test('what was left empty is the workflow’s own, and is not sent', () =>
    expect(startBody(wishes)).toEqual({
      body: { workflowId: 'report', version: 3, input: { repository: '/work' } },
    }));
  test('dollars stay the text that was typed', () =>
    expect(startBody({ ...wishes, usd: ' $1.500000001 ', tokens: '1000', priority: '0' })).toMatchObject({
      body: { budget: { usd: '1.500000001', tokens: 1_000 }, priority: 0 },
    }));
  test('a limit that was left empty stays the workflow’s own when the other one is given', () => {
    const own = { usd: '0.05', tokens: 100_000 };
    expect(startBody({ ...wishes, usd: '2', own })).toMatchObject({ body: { budget: { usd: '2', tokens: 100_000 } } });
    expect(startBody({ ...wishes, tokens: '5', own })).toMatchObject({ body: { budget: { usd: '0.05', tokens: 5 } } });
    expect(startBody({ ...wishes, own })).not.toHaveProperty('body.budget');
  });
  test('everything that is wrong is said at once', () =>
    expect(startBody({ ...wishes, usd: '1,50', tokens: '0', priority: '101' })).toMatchObject({
      problems: [{ path: 'budget.usd' }, { path: 'budget.tokens' }, { path: 'priority' }],
    }));
  test('no input is an empty object', () =>
    expect(startBody({ ...wishes, input: undefined })).toMatchObject({ body: { input: {} } }));
});

test('the same as a command for a shell; a quote in the input stays one argument', () =>
  expect(
    startCommand({ workflowId: 'report', version: 3, input: { text: "it's" }, budget: { usd: '2' }, priority: 60 }),
  ).toBe(`missionctl run start report --version 3 --input '{"text":"it'\\''s"}' --budget 2 --priority 60`));
