import { expect } from 'vitest';
import { connect } from '../../src/eventstore/connect.js';
import type { Recorded } from '../../src/domain/kernel/envelope.js';
import { runEvents, type RunEvent, type RunEventType } from '../../src/domain/run/events.js';
import { runStream } from '../../src/domain/catalog.js';

const TERMINAL = new Set<string>([
  'StepCompleted',
  'StepFailed',
  'StepOutputRejected',
  'StepTimedOut',
  'LeaseLost',
  'StepStopped',
]);

/** The whole record of a run as it stands in the store; its hash chain is verified on the way, every event is parsed. */
export async function readRun(url: string, runId: string): Promise<Recorded<RunEvent>[]> {
  const silent = { info: () => undefined, warn: () => undefined };
  const { store, dispose } = connect({ url, log: silent, writer: { version: 'test', bootId: 'test' } });
  try {
    const events: Recorded<RunEvent>[] = [];
    for await (const event of store.read(runStream(runId))) if (isRunEvent(event)) events.push(event);
    return events;
  } finally {
    await dispose();
  }
}

const isRunEvent = (event: Recorded): event is Recorded<RunEvent> => event.type in runEvents;

export function ofType<T extends RunEventType>(
  events: readonly Recorded<RunEvent>[],
  type: T,
): Extract<Recorded<RunEvent>, { type: T }>[] {
  return events.filter((event): event is Extract<Recorded<RunEvent>, { type: T }> => event.type === type);
}

/** Sum of all charges in a record, in nano-dollars. */
export function chargedIn(events: readonly Recorded<RunEvent>[]): bigint {
  let sum = 0n;
  for (const { data } of events)
    if ('charges' in data) for (const charge of data.charges) sum += BigInt(charge.nanoUsd);
  return sum;
}

/** Whatever was killed: I1 of the design, gap-free revisions, one end, and each dispatch under a lease of its own. */
export function expectSoundRecord(events: readonly Recorded<RunEvent>[], stepKeys: readonly string[]): void {
  expect(events.map((event) => event.revision)).toEqual(events.map((_, index) => index));
  expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
  expect(count(ofType(events, 'StepCompleted').map((event) => event.data.step.stepKey))).toEqual(
    Object.fromEntries([...stepKeys].sort().map((key) => [key, 1])),
  );
  const ends = events.flatMap(({ type, data }) =>
    TERMINAL.has(type) && 'step' in data && data.step && 'attempt' in data
      ? [`${data.step.stepKey}#${data.attempt}`]
      : [],
  );
  expect(Object.entries(count(ends)).filter(([, times]) => times > 1)).toEqual([]);
  expect(ofType(events, 'RunCompleted')).toHaveLength(1);
  const dispatched = ofType(events, 'StepDispatched');
  expect(new Set(dispatched.map((event) => event.data.leaseId)).size).toBe(dispatched.length);
  const attempts = dispatched.map((event) => `${event.data.step.stepKey}#${event.data.attempt}`);
  expect(new Set(attempts).size).toBe(attempts.length);
}

function count(keys: readonly string[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const key of [...keys].sort()) counted[key] = (counted[key] ?? 0) + 1;
  return counted;
}
