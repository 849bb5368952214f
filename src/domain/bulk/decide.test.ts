import { describe, expect, test } from 'vitest';
import type { Actor, Recorded } from '../kernel/envelope.js';
import { CommandId, RunId } from '../kernel/ids.js';
import type { BulkRequest } from './commands.js';
import { bulkDecider } from './decide.js';
import type { BulkEvent, BulkOutcome } from './events.js';

const ADA: Actor = { kind: 'operator', id: 'ada', name: 'Ada' };
const recorded = (event: BulkEvent, revision: number): Recorded<BulkEvent> => ({
  ...event,
  id: `event-${revision}`,
  stream: 'bulk-b1',
  revision,
  metadata: {
    v: 1,
    commandId: CommandId.parse('00000000-0000-5000-8000-000000000000'),
    index: 0,
    correlationId: 'c',
    causationId: 'c',
    actor: ADA,
    at: '2026-11-24T00:00:00.000Z',
    writer: { version: '0', bootId: 'b' },
    prev: '0'.repeat(64),
    hash: '1'.repeat(64),
  },
});
const after = (...events: BulkEvent[]) => events.map(recorded).reduce(bulkDecider.evolve, bulkDecider.initialState());
const given = (...events: BulkEvent[]) => ({
  when: (request: BulkRequest) => {
    const facts = { now: 0, actor: ADA };
    const command =
      request.name === 'StartBulk'
        ? { ...request, facts: { ...facts, items: 'stored', output: request.payload.output } }
        : { ...request, facts };
    return bulkDecider.decide(after(...events), command);
  },
});

const item = (index: number) => ({ runId: RunId.parse(`00000000-0000-5000-8000-00000000000${index}`) });
const outcomes = (from: number, to: number): BulkOutcome[] =>
  Array.from({ length: to - from }, (_, i) => ({ item: item(from + i), outcome: 'done' as const }));
const start: BulkRequest = {
  name: 'StartBulk',
  payload: { bulkId: 'b1', action: 'cancel', items: [0, 1, 2, 3].map(item), position: '7', reason: 'wrong file' },
};
const started: BulkEvent = {
  type: 'BulkStarted',
  data: {
    bulkId: 'b1',
    action: 'cancel',
    items: 'stored',
    total: 4,
    position: '7',
    reason: 'wrong file',
    operatorId: 'ada',
    operatorName: 'Ada',
  },
};
const done = (from: number, to: number): BulkEvent => ({
  type: 'BulkItemsDone',
  data: { bulkId: 'b1', from, outcomes: outcomes(from, to) },
});
const because = { bulkId: 'b1', reason: 'r' };
const paused: BulkEvent = { type: 'BulkPaused', data: because };
const resumed: BulkEvent = { type: 'BulkResumed', data: because };
const stopped: BulkEvent = { type: 'BulkStopped', data: because };
const completed: BulkEvent = { type: 'BulkCompleted', data: { bulkId: 'b1' } };
const record = (from: number, to: number): BulkRequest => ({
  name: 'RecordBulkItems',
  payload: { from, outcomes: outcomes(from, to) },
});
const say = (name: 'PauseBulk' | 'ResumeBulk' | 'StopBulk'): BulkRequest => ({ name, payload: { reason: 'r' } });
const code = (expected: string) => expect.objectContaining({ code: expected });

describe('a bulk action', () => {
  test('keeps its items, where they were frozen, by whom and why', () => {
    expect(given().when(start)).toEqual([started]);
  });

  test('is started once', () => {
    expect(() => given(started).when(start)).toThrow(code('BULK.EXISTS'));
  });

  test('records outcomes in the order of its items, and completes with the last', () => {
    expect(given(started).when(record(0, 2))).toEqual([done(0, 2)]);
    expect(given(started, done(0, 2)).when(record(2, 4))).toEqual([done(2, 4), completed]);
  });

  test('outcomes that leave a gap or go beyond the last item are refused', () => {
    expect(() => given(started, done(0, 1)).when(record(2, 3))).toThrow(code('BULK.OUT_OF_ORDER'));
    expect(() => given(started).when(record(0, 5))).toThrow(code('BULK.OUT_OF_ORDER'));
  });

  test('what is reported twice is recorded once: the first report stands', () => {
    expect(given(started, done(0, 2)).when(record(0, 2))).toEqual([]);
    expect(given(started, done(0, 2)).when(record(1, 3))).toEqual([done(2, 3)]);
    expect(given(started, done(0, 4), completed).when(record(2, 4))).toEqual([]);
  });

  test('is paused and resumed, each once', () => {
    expect(given(started).when(say('PauseBulk'))).toEqual([paused]);
    expect(() => given(started, paused).when(say('PauseBulk'))).toThrow(code('BULK.NOT_RUNNING'));
    expect(given(started, paused).when(say('ResumeBulk'))).toEqual([resumed]);
    expect(() => given(started).when(say('ResumeBulk'))).toThrow(code('BULK.NOT_PAUSED'));
  });

  test('is stopped for good, running or paused', () => {
    expect(given(started).when(say('StopBulk'))).toEqual([stopped]);
    expect(given(started, paused).when(say('StopBulk'))).toEqual([stopped]);
    for (const name of ['PauseBulk', 'ResumeBulk', 'StopBulk'] as const) {
      expect(() => given(started, stopped).when(say(name))).toThrow(code('BULK.ENDED'));
      expect(() => given(started, done(0, 4), completed).when(say(name))).toThrow(code('BULK.ENDED'));
    }
  });

  test('what was in flight at a pause or a stop keeps its outcome; a stopped one does not complete any more', () => {
    expect(given(started, paused).when(record(0, 2))).toEqual([done(0, 2)]);
    expect(given(started, paused).when(record(0, 4))).toEqual([done(0, 4), completed]);
    expect(given(started, stopped).when(record(0, 4))).toEqual([done(0, 4)]);
  });

  test('nothing can be said of one that was never started', () => {
    for (const request of [say('PauseBulk'), say('ResumeBulk'), say('StopBulk'), record(0, 1)])
      expect(() => given().when(request)).toThrow(code('BULK.NOT_FOUND'));
  });
});
