import { describe, expect, test } from 'vitest';
import { mostUrgent, waitDetail, waitText, waitWords } from './wait-text.js';

const steps = { total: 3, done: 1, running: 1, failed: 0, waiting: 0, retrying: 0, skipped: 0 };

describe('what a run does, in words', () => {
  test('what a person must do comes before what runs', () =>
    expect(
      waitText({
        status: 'running',
        waits: [
          { kind: 'retry', stepKey: 'a' },
          { kind: 'approval', stepKey: 'write' },
        ],
        current: { stepKey: 'b', name: 'b', percent: null, message: null },
        steps,
        reason: null,
      }),
    ).toBe('write waits for approval'));
  test('one step shows its progress, several their number', () => {
    const current = { stepKey: 'b', name: 'Collect', percent: 40, message: null };
    const run = { status: 'running' as const, waits: [], current, steps, reason: null };
    expect(waitText(run)).toBe('Collect, 40 %');
    expect(waitText({ ...run, steps: { ...steps, running: 3 } })).toBe('3 steps at once');
  });
  test('beside the word of its status only the step is named', () =>
    expect(
      waitDetail({
        status: 'running',
        waits: [
          { kind: 'deadLetter', stepKey: 'never' },
          { kind: 'deadLetter', stepKey: 'other' },
        ],
        current: null,
        steps,
        reason: null,
      }),
    ).toBe('never and 1 more'));
  test('who waits for an agent says for which one', () =>
    expect(
      waitDetail({
        status: 'running',
        waits: [{ kind: 'agent', stepKey: 'sum', capability: 'summarize' }],
        current: null,
        steps,
        reason: null,
      }),
    ).toBe('that offers summarize'));
  test('an ended or stopped run says why', () =>
    expect(waitText({ status: 'cancelled', waits: [], current: null, steps, reason: 'duplicate' })).toBe('duplicate'));
  test('a limit is named', () =>
    expect(waitWords({ kind: 'slot', steps: 4, limit: 8 })).toBe('4 steps in line: 8 at once is the limit'));
  test('the most urgent wait first', () =>
    expect(mostUrgent([{ kind: 'agent' }, { kind: 'deadLetter' }])?.kind).toBe('deadLetter'));
});
