import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MARK_KINDS } from '../../../src/projections/audit/rows.js';
import { markKindOf } from '../../../src/projections/audit/marks.js';
import type { AuditRow, Bucket, RecordRequest, TimedRecord } from '../../../src/projections/queries.js';
import { auditWorld, eventfulRun, type AuditWorld } from '../../support/audit.js';
import type { RunLog } from '../../support/events.js';

/** A log of some days, with long pauses, and the plain list of its events to count by. */
let world: AuditWorld;
let long: RunLog;
let events: readonly AuditRow[];
beforeAll(async () => {
  world = await auditWorld();
  const { log } = world;
  for (let day = 0; day < 3; day++) {
    for (let hour = 0; hour < 3; hour++) {
      await eventfulRun(log, `run ${day} ${hour}`, hour === 1 ? 'invoices' : 'release-notes');
      log.wait(40 * 60 + 7);
    }
    log.wait(86_400);
  }
  long = log.run('long', 'long', await log.workflow('long', { a: [] }));
  long.dispatch('a');
  for (let i = 0; i < 700; i++)
    if (i % 100 === 99) long.usage('a', [{ nanoUsd: '11' }]);
    else
      long.append(i % 50 === 0 ? 'RunPaused' : 'RunResumed', {
        reason: '',
        ...(i % 50 === 0 ? {} : { controlRevision: -1 }),
      });
  log.append('control', 'HaltOrdered', { haltId: 'h', scope: { kind: 'everything' }, reason: 'stop' });
  await world.projecting.caughtUp();
  const all: AuditRow[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await world.reads.searchAudit({ limit: 500, cursor });
    all.push(...page.items);
    if (page.next === undefined) break;
    cursor = page.next;
  }
  events = all;
});
afterAll(() => world.stop());

/** Counting one by one. */
function sameAs(record: TimedRecord, matches: (event: AuditRow) => boolean): void {
  const { from, to, slotMs, slots } = record.slots;
  expect((to - from) / slotMs).toBe(slots);
  const counted = new Map<number, AuditRow[]>();
  for (const event of events.filter(matches)) {
    const at = Date.parse(event.at);
    if (at < from || at >= to) continue;
    const index = Math.floor((at - from) / slotMs);
    counted.set(index, [...(counted.get(index) ?? []), event]);
  }
  expect(record.buckets.map(({ index, events }) => [index, events])).toEqual(
    [...counted].map(([index, found]) => [index, found.length]).sort(([a = 0], [b = 0]) => a - b),
  );
  for (const bucket of record.buckets) sameBucket(bucket, counted.get(bucket.index) ?? []);
}

function sameBucket(bucket: Bucket, found: readonly AuditRow[]): void {
  expect(bucket.nanoUsd).toBe(String(found.reduce((sum, { nanoUsd }) => sum + BigInt(nanoUsd ?? 0), 0n)));
  for (const kind of MARK_KINDS) {
    const marked = found.filter(({ type }) => markKindOf(type) === kind);
    const last = marked.map(({ position }) => BigInt(position)).reduce((a, b) => (a > b ? a : b), -1n);
    expect(bucket.marks[kind]).toEqual(marked.length === 0 ? undefined : { count: marked.length, last: String(last) });
  }
}

const first = (): number => Math.min(...events.map(({ at }) => Date.parse(at)));
const end = (): number => Math.max(...events.map(({ at }) => Date.parse(at))) + 1;
const record = (scope: RecordRequest['scope'], from: number | undefined, buckets = 240, to = end()) =>
  world.reads.recordByTime({ scope, from, to, buckets });

describe('the record of a scope', () => {
  it.each([
    ['a minute, by seconds', 60_000],
    ['an hour, by seconds', 3_600_000],
    ['a day, by minutes', 86_400_000],
    ['two weeks, by hours', 14 * 86_400_000],
    ['four years, by days', 4 * 365 * 86_400_000],
  ])('counts what plain counting counts: %s', async (_, back) => {
    sameAs(await record({ kind: 'all' }, end() - back), () => true);
    sameAs(await record({ kind: 'approvals' }, end() - back), ({ type }) => type.startsWith('Approval'));
    sameAs(await record({ kind: 'charges' }, end() - back), ({ nanoUsd }) => nanoUsd !== null);
    const workflow = { kind: 'workflow', workflowId: 'invoices' } as const;
    sameAs(await record(workflow, end() - back), ({ workflowId }) => workflowId === 'invoices');
  });

  it('adds up to every event when it begins where the log does', async () => {
    const { buckets, head } = await record({ kind: 'all' }, first());
    expect(buckets.reduce((sum, bucket) => sum + bucket.events, 0)).toBe(events.length);
    expect(head?.position).toBe(events[0]?.position);
    expect(BigInt(buckets[0]?.firstPosition ?? -1)).toBe(BigInt(events.at(-1)?.position ?? -2));
  });

  it('ends where it is told to, and keeps the head of the whole scope', async () => {
    const middle = first() + 30 * 3_600_000;
    const found = await record({ kind: 'all' }, first(), 100, middle);
    sameAs(found, () => true);
    expect(found.slots.to).toBeGreaterThanOrEqual(middle);
    expect(found.head?.position).toBe(events[0]?.position);
  });

  it('is empty where nothing was', async () => {
    expect(await record({ kind: 'all' }, 0, 240, 3_600_000)).toMatchObject({ buckets: [], marks: [] });
    expect(await record({ kind: 'workflow', workflowId: 'nothing' }, first())).toMatchObject({
      buckets: [],
      head: undefined,
    });
  });

  it('marks at most 60 events, the most important kinds before the others', async () => {
    const { marks, buckets } = await record({ kind: 'all' }, first(), 480);
    expect(marks.length).toBeGreaterThan(10);
    expect(marks.length).toBeLessThanOrEqual(60);
    const halts = marks.filter(({ kind }) => kind === 'halt');
    expect(halts.map(({ type }) => type)).toContain('HaltOrdered');
    expect(halts).toHaveLength(buckets.filter(({ marks: { halt } }) => halt !== undefined).length);
    expect(marks.map(({ index }) => index)).toEqual(marks.map(({ index }) => index).sort((a, b) => a - b));
    for (const mark of marks) expect(markKindOf(mark.type)).toBe(mark.kind);
  });
});

describe('the record of a filter', () => {
  it('counts what the filter finds', async () => {
    for (const filter of [
      { text: 'changelog' },
      { type: ['StepFailed', 'RunCompleted'] },
      { mark: ['failure'] as const },
    ]) {
      const { items } = await world.reads.searchAudit({ ...filter, limit: 500 });
      const positions = new Set(items.map(({ position }) => position));
      sameAs(await record({ kind: 'audit', filter }, first()), ({ position }) => positions.has(position));
      sameAs(await record({ kind: 'audit', filter }, undefined), ({ position }) => positions.has(position));
    }
  });

  it('is that of everything, from the beginning, when the filter is empty', async () => {
    const { buckets, capped } = await record({ kind: 'audit', filter: {} }, undefined);
    expect(buckets.reduce((sum, bucket) => sum + bucket.events, 0)).toBe(events.length);
    expect(capped).toBe(false);
  });
});

describe('the record of a run', () => {
  it('is one event per slot while they fit, and equal ranges of revisions when they do not', async () => {
    for (const [runId, wanted, slotEvents] of [
      [events.find(({ type }) => type === 'RunCompleted')?.runId ?? '', 240, 1],
      [long.runId, 240, 3],
      [long.runId, 10, 71],
    ] as const) {
      const mine = events.filter((event) => event.runId === runId);
      const found = await world.reads.recordOfRun(runId, wanted);
      expect(found).toMatchObject({ slotEvents, slots: Math.ceil(mine.length / slotEvents) });
      expect(found.head?.revision).toBe(mine.length - 1);
      for (const bucket of found.buckets) {
        const of = mine.filter(({ revision }) => Math.floor(revision / slotEvents) === bucket.index);
        expect(bucket).toMatchObject({ events: of.length, firstRevision: bucket.index * slotEvents });
        sameBucket(bucket, of);
      }
      expect(found.buckets.reduce((sum, { events }) => sum + events, 0)).toBe(mine.length);
    }
  });

  it('is empty for a run that is not there', async () => {
    expect(await world.reads.recordOfRun('nobody', 240)).toMatchObject({ buckets: [], head: undefined });
  });
});
