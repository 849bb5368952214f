import { describe, expect, test } from 'vitest';
import { approveWords, outcomeWords, rejectWords, silenceWords, timeLeft, titleOf } from './words.js';

const step = { kind: 'step' as const, stepName: 'Write report', overrun: null };

describe('words of an approval', () => {
  test('an overrun names its amount', () =>
    expect(
      titleOf({
        ...step,
        kind: 'overrun',
        overrun: { scope: 'run', id: 'r', amount: { nanoUsd: '400000000', tokens: 0 } },
      }),
    ).toBe('$0.40 over the budget, for Write report'));
  test('a vote that is not the last says which it is', () =>
    expect(approveWords({ ...step, requires: { n: 2, not: [] }, votes: [] })).toBe('Approve as 1 of 2'));
  test('the deciding one says what it lets go on', () =>
    expect(approveWords({ ...step, requires: { n: 1, not: [] }, votes: [] })).toBe('Approve Write report'));
  test('a rejection names what never starts', () =>
    expect(rejectWords({ onReject: 'fail', stepsAfter: [{ stepKey: 'a', name: 'Notify' }] })).toBe(
      'the run fails; Notify never starts',
    ));
  test('silence is not always a no', () => expect(silenceWords('escalate')).toBe('it is escalated, not rejected'));
  test('outcomes are told apart', () =>
    expect(outcomeWords({ status: 'granted', decidedByNames: ['ines'], edits: 'x', comment: null })).toBe(
      'approved by ines, edited',
    ));
  test('a request whose parameters were edited is not called unneeded', () => {
    const withdrawn = { status: 'withdrawn' as const, decidedByNames: [], edits: null };
    expect(outcomeWords({ ...withdrawn, comment: 'edited' })).toContain('edited, and asked for anew');
    expect(outcomeWords({ ...withdrawn, comment: 'superseded' })).toBe('withdrawn: no longer needed');
  });
  test('time left is a share', () =>
    expect(
      timeLeft(
        { requestedAt: '2026-11-24T10:00:00.000Z', expiresAt: '2026-11-24T12:00:00.000Z' },
        Date.parse('2026-11-24T11:30:00.000Z'),
      ),
    ).toBe(0.25));
});
