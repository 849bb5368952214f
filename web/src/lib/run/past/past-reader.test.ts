import { describe, expect, test } from 'vitest';
import { endpoints } from '../../../../../src/api/contract/endpoints.js';
import type { RunState } from '$contract/run-state.js';
import { PastReader, type PastView } from './past-reader.js';

const example: RunState = endpoints.getRunState.response.parse(endpoints.getRunState.example.response);
const LAST = 9;
const stateAt = (runId: string, revision: number): RunState => ({ ...example, runId, revision, last: LAST });

/** A reader whose answers come when they are let go, and what it has shown. */
function reader() {
  const waiting = new Map<number, (answer: RunState | Error) => void>();
  const seen: PastView[] = [];
  const asked: number[] = [];
  const past = new PastReader(
    (_, at, signal) =>
      new Promise((resolve, reject) => {
        asked.push(at);
        signal.addEventListener('abort', () => reject(new Error('aborted')));
        waiting.set(at, (answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
      }),
    (view) => seen.push(view),
  );
  /** Answers what was asked for that event, and lets what follows from it happen. */
  const answer = async (at: number, what: RunState | Error = stateAt('a', at)): Promise<void> => {
    waiting.get(at)?.(what);
    waiting.delete(at);
    await new Promise((done) => setImmediate(done));
  };
  return { past, asked, answer, now: () => seen.at(-1) };
}

describe('playing waits for what comes next', () => {
  test('only when the next event has been read is it known how long it was until then', async () => {
    const { past, answer, now } = reader();
    past.show('a', 3);
    await answer(3);
    expect(now()?.state?.revision).toBe(3);
    expect(now()?.aheadOf).toBeUndefined();
    await answer(4);
    expect(now()?.aheadOf).toBe(3);
    expect(past.known(4)?.revision).toBe(4);
  });

  test('a next event that was looked at before is known at once', async () => {
    const { past, answer, now, asked } = reader();
    past.show('a', 3);
    await answer(3);
    await answer(4);
    await answer(2);
    past.show('a', 4);
    await answer(5);
    past.show('a', 3);
    await answer(2);
    expect(now()).toMatchObject({ state: { revision: 3 }, aheadOf: 3 });
    expect(asked).toEqual([3, 4, 2, 5]);
  });

  test('at the last event, and where the next one cannot be read, nothing is waited for', async () => {
    const end = reader();
    end.past.show('a', LAST);
    await end.answer(LAST);
    expect(end.now()?.aheadOf).toBe(LAST);
    const broken = reader();
    broken.past.show('a', 3);
    await broken.answer(3);
    await broken.answer(4, new Error('The server cannot be reached'));
    expect(broken.now()).toMatchObject({ error: undefined, aheadOf: 3 });
  });

  test('a read ahead that was given up says nothing of the event that is looked at now', async () => {
    const { past, answer, now } = reader();
    past.show('a', 3);
    await answer(3);
    past.show('a', 7);
    await answer(7);
    expect(now()).toMatchObject({ state: { revision: 7 }, aheadOf: undefined });
  });
});

test('in the present, and on another run, nothing of the past is left', async () => {
  const { past, answer, now } = reader();
  past.show('a', 3);
  await answer(3);
  await answer(4);
  past.show('b', 3);
  expect(now()).toEqual({ state: undefined, error: undefined, aheadOf: undefined });
  expect(past.known(4)).toBeUndefined();
  await answer(3, stateAt('b', 3));
  past.show('b', undefined);
  expect(now()?.state).toBeUndefined();
});

test('a state that cannot be read is said, until another event is asked for', async () => {
  const { past, answer, now } = reader();
  past.show('a', 3);
  await answer(3, new Error('no such event'));
  expect(now()?.error?.message).toBe('no such event');
  past.show('a', 4);
  expect(now()?.error).toBeUndefined();
});
