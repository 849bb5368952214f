import { describe, expect, test } from 'vitest';
import type { Step } from '$contract/run-views.js';
import { barsOf, lanesOf, packed, stepIdOf } from './lanes.js';
import { attempt, timeline, wait } from './timeline.example.js';

const step = (stepKey: string, order: number, status: Step['status'] = 'completed', stepId = stepKey): Step => ({
  stepKey,
  stepId,
  name: stepId,
  order,
  status,
  attempt: 1,
  attempts: 3,
  capability: 'c',
  agentId: null,
  agentName: null,
  model: null,
  tier: 'read',
  dependsOn: [],
  readyAt: null,
  startedAt: null,
  endedAt: null,
  retryAt: null,
  approvalId: null,
  spent: { nanoUsd: '0', tokens: 0 },
  reserved: { nanoUsd: '0', tokens: 0 },
  limit: { nanoUsd: null, tokens: null },
  estimate: { nanoUsd: '0', tokens: 0 },
  progress: null,
  error: null,
  summary: null,
  outputRevision: null,
  carried: null,
});

describe('rows of a lane', () => {
  const rows = (...spans: [number, number | null][]) =>
    packed(barsOf(timeline(spans.map(([from, to], index) => attempt(String(index), 'a', from, to))))).map((row) =>
      row.map(({ stepKey }) => stepKey),
    );
  test('what follows is in one row, what is at once is in two', () => {
    expect(rows([0, 1], [1, 2], [3, 4])).toEqual([['0', '1', '2']]);
    expect(rows([0, 2], [1, 3], [2, 4])).toEqual([['0', '2'], ['1']]);
  });
  test('what goes on keeps its row', () => expect(rows([0, null], [5, 6])).toEqual([['0'], ['1']]));
  test('a lane in which nothing happened has a row', () => expect(rows()).toEqual([[]]));
});

describe('lanes', () => {
  const bars = barsOf(
    timeline(
      [attempt('a', 'one', 0, 1), attempt('b[0]', 'two', 1, 2), attempt('b[1]', 'one', 1, 3, { outcome: 'timedOut' })],
      [wait('c', 3, null)],
    ),
  );
  const steps = [
    step('c', 2, 'awaitingApproval'),
    step('a', 0),
    step('b[0]', 1, 'completed', 'b'),
    step('d', 3, 'pending'),
  ];

  test('by agent, in order of the first attempt; all that is asked of people is one', () => {
    expect(lanesOf(bars, steps, 'agent').map(({ kind, title, sub }) => [kind, title, sub])).toEqual([
      ['agent', 'one', 'a, b'],
      ['agent', 'two', 'b'],
      ['people', 'approval', 'asked of people'],
    ]);
  });
  test('by step, in order of the definition, with its items and with those that have not begun', () => {
    expect(lanesOf(bars, steps, 'step').map(({ key, sub, mark, bars }) => [key, sub, mark, bars.length])).toEqual([
      ['a', 'one', 'completed', 1],
      ['b', 'two, one', 'completed', 2],
      ['c', 'waiting for approval', 'waiting', 1],
      ['d', 'pending', 'pending', 0],
    ]);
  });
  test('a lane stands at its last event and looks as that says', () => {
    expect(lanesOf(bars, steps, 'agent').map(({ revision, mark }) => [revision, mark])).toEqual([
      [32, 'timedOut'],
      [22, 'completed'],
      [30, 'waiting'],
    ]);
  });
  test('an item belongs to its step', () => {
    expect(stepIdOf('extract[12]')).toBe('extract');
    expect(stepIdOf('extract')).toBe('extract');
  });
});
