import { describe, expect, test } from 'vitest';
import { barsOf, lanesOf } from './lanes.js';
import { T0, attempt, timeline, wait } from './timeline.example.js';
import { barLabel, barWords, heapWords, laneFigures } from './words.js';

const bars = barsOf(
  timeline(
    [
      attempt('extract[7]', 'reader-2', 0, 12, {
        attempt: 2,
        outcome: 'outputRejected',
        nanoUsd: '21200000',
        model: 'm-1',
        readyAt: new Date(T0 - 1_500).toISOString(),
      }),
      attempt('match', 'analyst', 20, null),
    ],
    [wait('post', 13, 83), wait('pay', 90, null)],
  ),
);
const words = (at: number): string => {
  const bar = bars[at];
  if (!bar) throw new Error('no such bar');
  return barWords(bar, T0 + 100_000, 'UTC');
};

describe('a bar in words', () => {
  test('says what, who, how it ended, when and what it cost', () =>
    expect(words(0)).toBe(
      'extract[7], attempt 2 by reader-2 with m-1; output rejected after 12s, 14:00:00.000 to 14:00:12.000; ready 1.5 s before; cost $0.0212',
    ));
  test('says that it goes on', () => expect(words(2)).toContain('running since 14:00:20.000, 1m 20s'));
  test('says how long a person was waited for, and what was decided', () => {
    expect(words(1)).toBe('post waited for approval 1m 10s, 14:00:13.000 to 14:01:23.000: approved');
    expect(words(3)).toContain('pay has waited for approval since 14:01:30.000, 10s, until 15:01:30');
  });
  test('on it stands what the lane does not say, in words that its name has', () => {
    for (const bar of bars)
      for (const by of ['agent', 'step'] as const)
        expect(barWords(bar, T0 + 100_000, 'UTC')).toContain(barLabel(bar, by, T0 + 100_000));
    expect(bars.map((bar) => barLabel(bar, 'agent', T0 + 100_000))).toEqual([
      'extract[7], attempt 2',
      'post',
      'match',
      'pay',
    ]);
    expect(bars.map((bar) => barLabel(bar, 'step', T0 + 100_000))).toEqual([
      '[7], attempt 2',
      '1m 10s',
      'analyst',
      '10s',
    ]);
  });
  test('a heap says how many and how many of them failed', () =>
    expect(heapWords(bars.slice(0, 1), 'UTC')).toBe(
      '1 attempt, 1 without a result, 14:00:00.000 to 14:00:12.000; look closer',
    ));
  test('a lane has figures', () =>
    expect(lanesOf(bars, [], 'agent').map((lane) => laneFigures(lane, T0 + 100_000))).toEqual([
      { attempts: 1, bad: 1, waits: 0, busy: 12_000, nanoUsd: 21_200_000n },
      { attempts: 0, bad: 0, waits: 2, busy: 0, nanoUsd: 0n },
      { attempts: 1, bad: 0, waits: 0, busy: 80_000, nanoUsd: 0n },
    ]));
});
