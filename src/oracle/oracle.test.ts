import { beforeAll, describe, expect, it, test } from 'vitest';
import { GoodRecord, type BrokenRecord, type Entry } from '../../test/support/broken-record.js';
import { id } from '../../test/support/events.js';
import { askOracle, expectSoundLog } from '../../test/support/oracle.js';
import { opened, recordings } from '../../test/corpus/recording.js';
import { LeaseId, StepKey, TaskId } from '../domain/kernel/ids.js';
import { canonicalize } from '../domain/kernel/json.js';
import type { RunEventType } from '../domain/run/events.js';
import type { Acknowledged } from './oracle.js';
import { RULES, type Rule } from './report.js';
import { sha256 } from './stream-rules.js';

let good: GoodRecord;
beforeAll(async () => {
  good = await GoodRecord.make();
});
const HASH = 'b'.repeat(64);
const STOP = { reason: '', revoked: [], withdrawn: [] };
const CAUSE = { class: 'internal', code: 'BROKEN', message: 'it broke', fingerprint: 'f' };
const step = (name: string) => ({ stepKey: StepKey.parse(name), stepId: name });
const ATTEMPT = { step: step('read'), attempt: 1 };
const hashOf = (value: unknown) => sha256(canonicalize(value));
const leaseOf = (record: BrokenRecord, nth = 0) => record.dataOf('StepDispatched', nth).leaseId;
const approvalOf = (record: BrokenRecord) => record.dataOf('ApprovalRequested').approvalId;
const settlesOf = (record: BrokenRecord) => record.dataOf('StepCompleted').settles;
const lease = (name: string) => LeaseId.parse(id(name));

test('a good record keeps every promise', async () => {
  const report = await askOracle(good.broken().sealed().entries, { blobs: good.blobs, now: 'lastEvent' });
  expect(report).toMatchObject({ violations: [], found: 0, unchecked: [], runs: { offered: 1, ended: 1, stuck: [] } });
  expect(report.void).toBeUndefined();
});

describe.each(recordings())('the corpus: %s', (name) => {
  it('keeps every promise', async () => {
    const memory = await opened(name);
    await expectSoundLog(memory);
    memory.dispose();
  });
});

/** What was done to the record, and the rule that names it first. */
const BREAKS: readonly (readonly [string, Rule, (record: BrokenRecord) => BrokenRecord])[] = [
  ['an outcome that stands there twice', 'one-outcome', (r) => r.again('StepCompleted')],
  ['an attempt that is skipped in the count', 'one-outcome', (r) => r.change('StepDispatched', () => ({ attempt: 2 }))],
  [
    'a step that is done and dispatched again',
    'one-result',
    (r) => r.again('StepDispatched', { after: 'StepCompleted', data: { attempt: 2, leaseId: lease('x') } }),
  ],
  ['a side effect that is recorded twice', 'one-result', (r) => r.again('SideEffectRecorded')],
  [
    'a retry under another key for side effects',
    'one-result',
    (r) => r.change('StepDispatched', () => ({ taskId: TaskId.parse(id('x')) }), 3),
  ],
  ['a run that starts twice', 'one-result', (r) => r.again('RunStarted', { after: 'StepCompleted' })],
  [
    'a dead letter of what is done',
    'one-result',
    (r) => r.insert('StepDeadLettered', { step: step('read'), attempt: 1, ...CAUSE, attempts: 1 }, 'StepCompleted'),
  ],
  [
    'a redrive of what is no dead letter',
    'one-result',
    (r) => r.insert('StepRedriven', { step: step('tell'), reason: '' }, 'StepCompleted'),
  ],
  [
    'a step that is skipped though it is done',
    'one-result',
    (r) => r.insert('StepSkipped', { step: step('read'), because: 'rejected', reason: '' }, 'StepCompleted'),
  ],

  [
    'a step before the one that it depends on',
    'dependencies',
    (r) => r.again('StepDispatched', { after: 'RunStarted', data: { step: step('tell'), leaseId: lease('x') } }),
  ],
  [
    'a step that the definition does not have',
    'dependencies',
    (r) => r.change('StepDispatched', () => ({ step: step('other') })),
  ],
  [
    'inputs that come from something else than the result',
    'dependencies',
    (r) => r.change('StepDispatched', () => ({ from: [{ stepKey: step('read').stepKey, revision: 2 }] }), 1),
  ],
  [
    'a run that completes without a step',
    'dependencies',
    (r) => r.remove('StepCompleted', 2).remove('StepDispatched', 3),
  ],

  ['a dispatch while the run is paused', 'after-stop', (r) => r.remove('RunResumed')],
  [
    'a dispatch after a halt',
    'after-stop',
    (r) => r.insert('RunHalted', { ...STOP, scope: { kind: 'run' } }, 'RunResumed'),
  ],
  [
    'a halt that leaves a lease',
    'after-stop',
    (r) => r.insert('RunHalted', { ...STOP, scope: { kind: 'run' } }, 'SideEffectRecorded'),
  ],
  ['a step after the end of the run', 'after-end', (r) => r.insert('RunCancelled', STOP, 'StepCompleted', 1)],

  ['an outcome under an unknown lease', 'leases', (r) => r.change('StepCompleted', () => ({ leaseId: lease('x') }))],
  [
    'an outcome under the lease of another step',
    'leases',
    (r) => r.change('StepCompleted', () => ({ step: step('tell') })),
  ],
  ['a lease that is given twice', 'leases', (r) => r.change('StepDispatched', () => ({ leaseId: leaseOf(r) }), 1)],
  [
    'a late result under a lease that is held',
    'leases',
    (r) =>
      r.again('LateResultRecorded', { after: 'StepDispatched', nth: 3, data: { leaseId: leaseOf(r, 3), charges: [] } }),
  ],
  [
    'progress under a lease that has ended',
    'leases',
    (r) => r.insert('StepProgressed', { step: step('read'), attempt: 1, leaseId: leaseOf(r) }, 'StepCompleted'),
  ],
  [
    'a stop that takes back what is not held',
    'leases',
    (r) => r.insert('RunCancelled', { ...STOP, revoked: [leaseOf(r)] }, 'StepCompleted', 2),
  ],

  [
    'more steps at once than may be',
    'limits',
    (r) =>
      r
        .change('RunStarted', () => ({ limits: { parallelism: 1 } }))
        .again('StepDispatched', { data: { step: step('other'), leaseId: lease('x') } }),
  ],
  [
    'a retry before its time',
    'limits',
    (r) => r.change('StepRetryScheduled', () => ({ at: '2026-11-24T13:00:00.000Z' })),
  ],
  [
    'a retry too many',
    'limits',
    (r) =>
      r
        .again('StepRetryScheduled', { after: 'StepDispatched', nth: 3 })
        .again('LeaseLost', { after: 'StepDispatched', nth: 3, data: { attempt: 2, leaseId: leaseOf(r, 3) } }),
  ],
  [
    'an attempt that times out before its deadline',
    'limits',
    (r) =>
      r.insert(
        'StepTimedOut',
        { ...ATTEMPT, leaseId: leaseOf(r), charges: [], settles: [], deadlineAt: '2026-11-24T12:10:00.000Z' },
        'StepDispatched',
      ),
  ],

  [
    'a reservation over the budget of the run',
    'budgets',
    (r) => r.change('RunStarted', () => ({ budget: { nanoUsd: '299' } })),
  ],
  [
    'a reservation over the budget of the step',
    'budgets',
    (r) =>
      r.insert(
        'RunBudgetChanged',
        { scope: 'step', id: 'pay', before: {}, after: { nanoUsd: '299' }, reason: '' },
        'ApprovalGranted',
      ),
  ],
  [
    'a dispatch while the budget is overdrawn',
    'budgets',
    (r) =>
      r.insert(
        'RunBudgetChanged',
        { scope: 'run', id: r.runId, before: {}, after: { nanoUsd: '240' }, reason: '' },
        'RunPaused',
      ),
  ],
  [
    'a reservation of tokens over the budget',
    'budgets',
    (r) =>
      r
        .change('RunStarted', () => ({ budget: { tokens: 4 } }))
        .change('StepDispatched', ({ reservations }) => ({
          reservations: reservations.map((one) => ({ ...one, tokens: 5 })),
        })),
  ],
  [
    'a reservation in one budget only',
    'reservations',
    (r) => r.change('StepDispatched', ({ reservations }) => ({ reservations: reservations.slice(1) })),
  ],
  [
    'a reservation that is released twice',
    'reservations',
    (r) => r.change('LateResultRecorded', () => ({ leaseId: leaseOf(r), settles: settlesOf(r), charges: [] })),
  ],
  [
    'an answer that leaves its reservation open',
    'reservations',
    (r) => r.change('StepCompleted', () => ({ settles: [] })),
  ],
  [
    'a release of another amount',
    'reservations',
    (r) =>
      r.change('StepCompleted', ({ settles }) => ({
        settles: settles.map((one) => ({ ...one, reservedNanoUsd: '299' })),
      })),
  ],
  [
    'a reservation that is released before its time',
    'reservations',
    (r) =>
      r.insert(
        'ReservationSettled',
        { step: step('tell'), attempt: 1, leaseId: leaseOf(r, 2), charges: [], settles: [] },
        'LeaseLost',
      ),
  ],

  ['a charge that stands there twice', 'charges', (r) => r.again('UsageCharged')],
  [
    'a charge that its tokens and prices do not give',
    'charges',
    (r) => r.change('UsageCharged', ({ charges }) => ({ charges: charges.map((one) => ({ ...one, nanoUsd: '99' })) })),
  ],
  [
    'a settlement at another cost than was charged',
    'charges',
    (r) =>
      r.change('StepCompleted', ({ settles }) => ({
        settles: settles.map((one) => ({ ...one, spentNanoUsd: '199' })),
      })),
  ],
  ['an end that names another cost', 'charges', (r) => r.change('RunCompleted', () => ({ spentNanoUsd: '259' }))],
  ['a late cost that is forgotten', 'charges', (r) => r.remove('LateResultRecorded')],

  [
    'a request that is granted and then rejected',
    'approvals',
    (r) => r.insert('ApprovalRejected', { approvalId: approvalOf(r), by: 'ada', comment: '' }, 'ApprovalGranted'),
  ],
  ['a grant without enough votes', 'approvals', (r) => r.remove('ApprovalVoted')],
  [
    'a grant after the deadline',
    'approvals',
    (r) => r.change('ApprovalRequested', () => ({ expiresAt: '2026-11-24T12:00:00.000Z' })),
  ],
  [
    'the vote of somebody who must not decide',
    'approvals',
    (r) => r.change('ApprovalRequested', () => ({ requires: { n: 1, not: ['bob'] } })),
  ],
  ['a vote that is counted twice', 'approvals', (r) => r.again('ApprovalVoted')],
  [
    'a request whose hash is not of its parameters',
    'approvals',
    (r) => r.change('ApprovalRequested', () => ({ params: { amount: 8 } })),
  ],
  [
    'an expiry before the deadline',
    'approvals',
    (r) => r.insert('ApprovalExpired', { approvalId: approvalOf(r) }, 'ApprovalRequested'),
  ],
  ['an end that leaves a request open', 'approvals', (r) => r.insert('RunCancelled', STOP, 'ApprovalRequested')],
  [
    'a gated dispatch without an approval',
    'gates',
    (r) => r.change('StepDispatched', () => ({ approval: undefined }), 1),
  ],
  ['a gated dispatch whose request nobody has granted', 'gates', (r) => r.remove('ApprovalGranted')],
  [
    'a gated dispatch with other parameters',
    'gates',
    (r) => r.change('StepDispatched', () => ({ inputs: { amount: 8 }, inputsHash: hashOf({ amount: 8 }) }), 1),
  ],
  [
    'a gated dispatch that cites the request of another attempt',
    'gates',
    (r) => r.change('ApprovalRequested', () => ({ attempt: 2 })),
  ],
  [
    'a dispatch of a lower tier than is defined',
    'gates',
    (r) => r.change('StepDispatched', () => ({ tier: 'read' as const }), 1),
  ],

  ['inputs with the hash of others', 'payloads', (r) => r.change('StepDispatched', () => ({ inputsHash: HASH }))],
  ['an output with the hash of another', 'payloads', (r) => r.change('StepCompleted', () => ({ outputHash: HASH }))],
  ['time that goes back', 'envelope', (r) => r.envelope('StepCompleted', { at: '2026-11-24T11:00:00.000Z' })],
  ['another correlation', 'envelope', (r) => r.envelope('UsageCharged', { correlationId: 'x' })],
  [
    'an event on behalf of nobody',
    'envelope',
    (r) => r.envelope('UsageCharged', { actor: { kind: 'agent', id: 'a', name: 'A' } }),
  ],
  [
    'a command whose events are there twice',
    'event-ids',
    (r) => r.envelope('StepCompleted', { commandId: r.metadataOf('UsageCharged').commandId }),
  ],
  ['an event of a newer version', 'readable', (r) => r.envelope('StepCompleted', { v: 99 })],
  ['a run without its start', 'readable', (r) => r.remove('RunStarted')],
  [
    'a dispatch upon an emergency stop',
    'emergency-stop',
    (r) => r.control({ kind: 'everything' }).change('StepDispatched', () => ({ controlRevision: 0 })),
  ],
  [
    'a run that was started under an emergency stop',
    'emergency-stop',
    (r) => r.control({ kind: 'workflow', id: 'good' }).change('RunStarted', () => ({ controlRevision: 0 })),
  ],
  [
    'a run that was resumed under an emergency stop',
    'emergency-stop',
    (r) => r.control({ kind: 'workflow', id: 'good' }).change('RunResumed', () => ({ controlRevision: 0 })),
  ],
  ['a run that waits for nothing', 'waits', (r) => r.remove('RunCompleted')],
];

test.each(BREAKS)('%s: %s', async (_, rule, breakIt) => {
  const { violations } = await askOracle(breakIt(good.broken()).entries, { blobs: good.blobs });
  expect(violations[0]?.rule, JSON.stringify(violations, null, 1)).toBe(rule);
});

test('a violation says where it is, what was expected and what was found', async () => {
  const record = good.broken().change('StepDispatched', () => ({ tier: 'read' as const }), 1);
  const { violations } = await askOracle(record.entries, { blobs: good.blobs });
  expect(violations).toEqual([
    {
      rule: 'gates',
      stream: good.stream,
      revision: 8,
      says: 'expected pay to be of tier financial, as it is defined, found read',
    },
  ]);
});

test('every rule has a record that breaks it', () => {
  const elsewhere: Rule[] = ['revisions', 'hash-chain', 'acknowledged', 'read-models'];
  expect([...new Set([...BREAKS.map(([, rule]) => rule), ...elsewhere])].sort()).toEqual(Object.keys(RULES).sort());
});

describe('what somebody does to the log itself', () => {
  const said = async (entries: readonly Entry[]) =>
    (await askOracle(entries, { blobs: good.blobs })).violations.map(({ rule, revision }) => ({ rule, revision }));

  it('an event that is gone leaves a gap', async () => {
    const entries = good.entries.filter(({ stream, revision }) => stream !== good.stream || revision !== 3);
    expect(await said(entries)).toContainEqual({ rule: 'revisions', revision: 4 });
  });

  it('an event that was changed has another hash', async () => {
    const entries = good.entries.map((entry) =>
      entry.type === 'RunPaused' ? { ...entry, data: { reason: 'other' } } : entry,
    );
    expect(await said(entries)).toEqual([{ rule: 'hash-chain', revision: 9 }]);
  });

  it('an event that was changed and sealed again does not fit the one after it', async () => {
    const sealed = good.broken().change('RunPaused', () => ({ reason: 'other' })).entries;
    const entries = good.entries.map((entry, i) =>
      entry.type === 'RunPaused'
        ? { ...entry, data: sealed[i]?.data, metadata: sealed[i]?.metadata ?? entry.metadata }
        : entry,
    );
    expect(await said(entries)).toEqual([{ rule: 'hash-chain', revision: 10 }]);
  });

  it('an id is there once in the whole log', async () => {
    const [first] = good.entries;
    const record = good.broken();
    const at = record.at('RunStarted');
    record.entries[at] = { ...good.entries[at], ...record.entries[at], id: first?.id ?? '' } as Entry;
    expect(await said(record.sealed().entries)).toEqual([{ rule: 'event-ids', revision: 0 }]);
  });
});

describe('what was acknowledged', () => {
  const ask = (acknowledged: Acknowledged[]) =>
    askOracle(good.broken().sealed().entries, { blobs: good.blobs, acknowledged });

  it('is in the log', async () => {
    const { commandId } = good.broken().metadataOf('RunPaused');
    expect((await ask([{ stream: good.stream, revision: 9, commandId }])).violations).toEqual([]);
  });

  it('is missed when the stream ends before it, when its command left nothing, and when its stream is not there', async () => {
    const { violations } = await ask([
      { stream: good.stream, revision: 19 },
      { stream: good.stream, revision: 3, commandId: id('nobody') },
      { stream: 'run-lost', revision: 0 },
    ]);
    expect(violations).toMatchObject([
      { rule: 'acknowledged', stream: good.stream, revision: 18 },
      { rule: 'acknowledged', stream: good.stream, revision: 18 },
      { rule: 'acknowledged', stream: 'run-lost', revision: -1 },
    ]);
  });

  it('stands no later than its answer said', async () => {
    expect((await ask([{ stream: good.stream, revision: 9, position: '2' }])).violations).toMatchObject([
      { rule: 'acknowledged', revision: 9 },
    ]);
  });

  it('of an emergency stop: nothing in its scope is dispatched from there on, whatever it was decided upon', async () => {
    const record = good.broken().control({ kind: 'everything' });
    const report = await askOracle(record.entries, {
      blobs: good.blobs,
      acknowledged: [{ stream: 'control', revision: 0, logEnd: '5' }],
    });
    expect(report.violations[0]).toMatchObject({ rule: 'emergency-stop', stream: good.stream });
    const early = await askOracle(record.entries, {
      blobs: good.blobs,
      acknowledged: [{ stream: 'control', revision: 0, logEnd: '1000' }],
    });
    expect(early.violations).toEqual([]);
  });
});

describe('the runs of a record', () => {
  const until = (type: RunEventType, nth = 0): Entry[] => {
    const record = good.broken();
    return record.entries.slice(0, record.at(type, nth) + 1);
  };

  it.each([
    ['StepDispatched', 0, { running: 1 }],
    ['ApprovalRequested', 0, { approval: 1 }],
    ['ApprovalGranted', 0, { agent: 1 }],
    ['RunPaused', 0, { paused: 1, running: 1 }],
    ['StepRetryScheduled', 0, { retry: 1 }],
  ] as const)('wait for something with a name after %s', async (type, nth, waiting) => {
    const report = await askOracle(until(type, nth), { blobs: good.blobs });
    expect(report.runs).toEqual({ offered: 1, ended: 0, waiting, stuck: [] });
    expect(report.violations).toEqual([]);
  });

  it.each([
    ['StepDispatched', 'an outcome of attempt 1 of read by 2026-11-24T12:10:00.000Z'],
    ['ApprovalRequested', 'a decision on request'],
    ['StepCompleted', 'a request for approval of pay'],
  ] as const)('are stuck when nothing followed %s for long', async (type, says) => {
    const now = Date.parse('2026-12-24T12:00:00.000Z');
    const report = await askOracle(until(type), { blobs: good.blobs, now });
    expect(report.runs.stuck).toEqual([good.stream]);
    expect(report.violations).toMatchObject([{ rule: 'waits' }]);
    expect(report.violations[0]?.says).toContain(says);
  });

  it('that did not end make the test void, unless fewer are wanted', async () => {
    const entries = until('StepDispatched');
    expect((await askOracle(entries, { blobs: good.blobs })).void).toBe('0 of 1 offered runs ended, at least 1 must');
    expect((await askOracle(entries, { blobs: good.blobs, minEnded: 0 })).void).toBeUndefined();
    const ended = await askOracle(good.entries, { blobs: good.blobs, offered: 2 });
    expect(ended.void).toBe('1 of 2 offered runs ended, at least 2 must');
  });
});

test('without payloads the report says what it could not look at', async () => {
  const { violations, unchecked } = await askOracle(good.entries);
  expect(violations).toEqual([]);
  expect(unchecked).toEqual(['the definition of a workflow: no payloads were given']);
});

test('a definition that is gone is a payload that is missing', async () => {
  const { violations } = await askOracle(good.entries, { blobs: () => Promise.resolve(undefined) });
  expect(violations).toMatchObject([{ rule: 'payloads', stream: good.stream, revision: 0 }]);
});
