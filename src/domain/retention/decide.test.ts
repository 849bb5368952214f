import { describe, expect, test } from 'vitest';
import type { Recorded } from '../kernel/envelope.js';
import { CommandId, RunId } from '../kernel/ids.js';
import type { RetentionRequest } from './commands.js';
import { retentionDecider } from './decide.js';
import type { HoldScope, RetainedRun, RetentionEvent } from './events.js';
import { expiryOf } from './state.js';

const NOW = Date.parse('2026-11-24T12:00:00.000Z');
const RUN = RunId.parse('6d1f0d5e-5a0b-4c3e-9f7a-3b1c2d4e5f60');
type By = 'ada' | 'bob' | 'eve';
const actor = (id: By) => ({ kind: 'operator', id, name: id }) as const;
const recorded = ([event, by]: readonly [RetentionEvent, By], revision: number): Recorded<RetentionEvent> => ({
  ...event,
  id: `event-${revision}`,
  stream: 'retention',
  revision,
  metadata: {
    v: 1,
    commandId: CommandId.parse('00000000-0000-5000-8000-000000000000'),
    index: 0,
    correlationId: 'c',
    causationId: 'c',
    actor: actor(by),
    at: '2026-11-24T00:00:00.000Z',
    writer: { version: '0', bootId: 'b' },
    prev: '0'.repeat(64),
    hash: '1'.repeat(64),
  },
});
const given = (...events: (readonly [RetentionEvent, By])[]) => ({
  when: (request: RetentionRequest, by: By = 'ada') =>
    retentionDecider
      .decide(events.map(recorded).reduce(retentionDecider.evolve, retentionDecider.initialState()), {
        ...request,
        facts: { now: NOW, actor: actor(by) },
      })
      .map(({ type }) => type),
});
const refused = (code: string) => expect.objectContaining({ code }) as Error;

const run = (more: Partial<RetainedRun> = {}): RetainedRun => ({
  runId: RUN,
  class: 'read',
  workflowId: 'letters',
  operatorId: 'ada',
  agentIds: ['writer'],
  startedAt: '2026-01-10T08:00:00.000Z',
  endedAt: '2026-01-10T09:00:00.000Z',
  ...more,
});
const policy = (months: Record<string, number>): readonly [RetentionEvent, By] => [
  { type: 'RetentionPolicySet', data: { months, reason: 'as the law says' } },
  'ada',
];
const held = (scope: HoldScope): readonly [RetentionEvent, By] => [
  { type: 'HoldPlaced', data: { holdId: 'h1', scope, reason: 'case 7' } },
  'ada',
];
const asked = (by: By): readonly [RetentionEvent, By] => [
  { type: 'HoldLiftRequested', data: { holdId: 'h1', reason: 'case closed' } },
  by,
];
const lifted: readonly [RetentionEvent, By] = [
  { type: 'HoldLifted', data: { holdId: 'h1', requestedBy: 'bob', reason: 'case closed' } },
  'eve',
];
const prune = (of: RetainedRun = run(), asOf = 0): RetentionRequest => ({
  name: 'PruneRuns',
  payload: {
    pruneId: 'p1',
    runs: [
      {
        run: of,
        runId: of.runId,
        class: of.class,
        endedAt: of.endedAt ?? of.startedAt,
        last: 9,
        headHash: 'a'.repeat(64),
      },
    ],
    archive: { file: 'p1.ndjson.gz', sha256: 'b'.repeat(64), bytes: 10 },
    asOf,
  },
});
const erase = (of: readonly RetainedRun[] = [run()]): RetentionRequest => ({
  name: 'EraseSubject',
  payload: { keyId: 'k', reason: 'asked for it', runs: of },
});

describe('a policy', () => {
  test('keeps nothing for less than six months', () => {
    const set = (read: number): RetentionRequest => ({
      name: 'SetRetentionPolicy',
      payload: { months: { read }, reason: '' },
    });
    expect(given().when(set(6))).toEqual(['RetentionPolicySet']);
    expect(() => given().when(set(5))).toThrow(refused('RETENTION.BELOW_FLOOR'));
  });

  test('counts months from the end of a run, by its class; without a number it is kept for good', () => {
    expect(expiryOf({ read: 6 }, run())).toBe(Date.parse('2026-07-10T09:00:00.000Z'));
    expect(expiryOf({ read: 6 }, run({ endedAt: '2026-08-31T09:00:00.000Z' }))).toBe(
      Date.parse('2027-02-28T09:00:00.000Z'),
    );
    expect(expiryOf({ read: 6 }, run({ class: 'financial' }))).toBeUndefined();
    expect(expiryOf(undefined, run())).toBeUndefined();
  });

  test('never lets an open run be pruned, nor one before its time, nor any without a policy', () => {
    expect(given(policy({ read: 6 })).when(prune())).toEqual(['RunsPruned']);
    expect(() => given(policy({ read: 6 })).when(prune(run({ endedAt: undefined })))).toThrow(
      refused('RETENTION.NOT_EXPIRED'),
    );
    expect(() => given(policy({ read: 12 })).when(prune())).toThrow(refused('RETENTION.NOT_EXPIRED'));
    expect(() => given().when(prune())).toThrow(refused('RETENTION.NO_POLICY'));
  });
});

test('a proof is refused to whoever has not seen the last one', () => {
  const archive = { file: 'p0.tar', sha256: 'b'.repeat(64), bytes: 10 };
  const runs = [
    { runId: RUN, class: 'read', endedAt: '2026-01-10T09:00:00.000Z', last: 9, headHash: 'a'.repeat(64) } as const,
  ];
  const proof = [{ type: 'RunsPruned', data: { pruneId: 'p0', runs, archive, months: { read: 6 } } }, 'bob'] as const;
  const another = run({ runId: RunId.parse('6d1f0d5e-5a0b-4c3e-9f7a-3b1c2d4e5f61') });
  expect(() => given(policy({ read: 6 }), proof).when(prune(another, 0))).toThrow(refused('RETENTION.BUSY'));
  expect(given(policy({ read: 6 }), proof).when(prune(another, 1))).toEqual(['RunsPruned']);
});

describe('a legal hold', () => {
  test.each<[string, HoldScope, boolean]>([
    ['a run', { runIds: [RUN] }, true],
    ['another run', { runIds: [RunId.parse('6d1f0d5e-5a0b-4c3e-9f7a-3b1c2d4e5f61')] }, false],
    ['a workflow', { workflowId: 'letters' }, true],
    ['an agent', { agentId: 'writer' }, true],
    ['another operator', { operatorId: 'bob' }, false],
    ['a time', { startedFrom: '2026-01-10T00:00:00.000Z', startedTo: '2026-01-11T00:00:00.000Z' }, true],
    ['a time before', { startedTo: '2026-01-10T07:59:59.999Z' }, false],
    ['a workflow in a time before', { workflowId: 'letters', startedTo: '2026-01-09T00:00:00.000Z' }, false],
  ])('of %s beats expiry and erasure of what fits, and of nothing else', (_, scope, holds) => {
    const world = given(policy({ read: 6 }), held(scope));
    if (!holds) {
      expect(world.when(prune())).toEqual(['RunsPruned']);
      expect(world.when(erase())).toEqual(['SubjectErased']);
      return;
    }
    expect(() => world.when(prune())).toThrow(refused('RUN.HELD'));
    expect(() => world.when(erase())).toThrow(refused('SUBJECT.HELD'));
    expect(world.when(erase([]))).toEqual(['SubjectErased']);
  });

  test('names what it holds', () => {
    expect(() => given().when({ name: 'PlaceHold', payload: { holdId: 'h1', scope: {}, reason: 'all' } })).toThrow(
      refused('HOLD.NO_SCOPE'),
    );
  });

  test('is lifted by two: who placed it and who asked cannot confirm', () => {
    const hold = held({ workflowId: 'letters' });
    const confirm: RetentionRequest = { name: 'ConfirmHoldLift', payload: { holdId: 'h1', reason: 'yes' } };
    expect(() => given(hold).when(confirm, 'eve')).toThrow(refused('HOLD.LIFT_NOT_REQUESTED'));
    for (const by of ['ada', 'bob'] as const)
      expect(() => given(hold, asked('bob')).when(confirm, by)).toThrow(refused('HOLD.FOUR_EYES'));
    expect(given(hold, asked('bob')).when(confirm, 'eve')).toEqual(['HoldLifted']);
    expect(() => given(hold, asked('bob'), lifted).when(confirm, 'eve')).toThrow(refused('HOLD.LIFTED_ALREADY'));
    expect(given(policy({ read: 6 }), hold, asked('bob'), lifted).when(prune())).toEqual(['RunsPruned']);
  });

  test('holds until it is confirmed, and is asked for once', () => {
    const world = given(policy({ read: 6 }), held({ workflowId: 'letters' }), asked('bob'));
    expect(() => world.when(prune())).toThrow(refused('RUN.HELD'));
    expect(() => world.when({ name: 'RequestHoldLift', payload: { holdId: 'h1', reason: '' } }, 'eve')).toThrow(
      refused('HOLD.LIFT_REQUESTED'),
    );
  });
});

test('a person is erased once', () => {
  expect(given([{ type: 'SubjectErased', data: { keyId: 'k', reason: '' } }, 'ada']).when(erase())).toEqual([]);
});

test('pruning is finished once', () => {
  const proof = given(policy({ read: 6 })).when(prune());
  expect(proof).toEqual(['RunsPruned']);
  const finish: RetentionRequest = { name: 'FinishPruning', payload: { pruneId: 'p1' } };
  expect(given().when(finish)).toEqual([]);
});
