import type { Bucket, MarkedRow, RunRecord, TimedRecord } from '../projections/queries.js';
import type { RecordBucket, RecordMark, RecordScope, RecordView } from './contract/record.js';

/** Times are shown as the slots have them: a bucket begins where its slot does. */
export function timedRecord(scope: RecordScope, record: TimedRecord): RecordView {
  const { slots, buckets, marks, capped, head } = record;
  return {
    scope,
    by: 'time',
    from: { position: buckets[0]?.firstPosition ?? null, revision: null, at: instant(slots.from) },
    to: { position: buckets.at(-1)?.lastPosition ?? null, revision: null, at: instant(slots.to) },
    slots: slots.slots,
    slotMs: slots.slotMs,
    slotEvents: null,
    ...sumsOf(buckets),
    buckets: buckets.map((bucket) => bucketView(bucket, instant(slots.from + bucket.index * slots.slotMs))),
    marks: marks.map(markView),
    capped,
    head: { position: head?.position ?? null, revision: null, at: head?.at ?? null },
  };
}

export function runRecord(record: RunRecord): RecordView {
  const { slots, slotEvents, buckets, marks, head } = record;
  const first = buckets[0];
  return {
    scope: 'run',
    by: 'revision',
    from: { position: first?.firstPosition ?? null, revision: first?.firstRevision ?? null, at: first?.at ?? null },
    to: placeOf(head),
    slots,
    slotMs: null,
    slotEvents,
    ...sumsOf(buckets),
    buckets: buckets.map((bucket) => bucketView(bucket, bucket.at)),
    marks: marks.map(markView),
    capped: false,
    head: placeOf(head),
  };
}

const instant = (ms: number): string => new Date(ms).toISOString();
const placeOf = (head: RunRecord['head']) => ({
  position: head?.position ?? null,
  revision: head?.revision ?? null,
  at: head?.at ?? null,
});

function sumsOf(buckets: readonly Bucket[]) {
  let [events, maxEvents, nanoUsd, maxNanoUsd] = [0, 0, 0n, 0n];
  for (const bucket of buckets) {
    const cost = BigInt(bucket.nanoUsd);
    events += bucket.events;
    nanoUsd += cost;
    maxEvents = Math.max(maxEvents, bucket.events);
    if (cost > maxNanoUsd) maxNanoUsd = cost;
  }
  return { events, maxEvents, nanoUsd: String(nanoUsd), maxNanoUsd: String(maxNanoUsd) };
}

const bucketView = (bucket: Bucket, at: string): RecordBucket => ({
  index: bucket.index,
  at,
  position: bucket.firstPosition,
  revision: bucket.firstRevision,
  lastRevision: bucket.lastRevision,
  events: bucket.events,
  nanoUsd: bucket.nanoUsd,
  marks: Object.fromEntries(Object.entries(bucket.marks).map(([kind, { count }]) => [kind, count])),
});

const markView = (row: MarkedRow): RecordMark => ({
  index: row.index,
  position: row.position,
  stream: row.stream,
  revision: row.revision,
  at: row.at,
  kind: row.kind,
  type: row.type,
  label: [row.stepKey, row.summary].filter((part) => part !== null && part !== '').join(': ') || row.type,
  runId: row.runId,
  workflowId: row.workflowId,
  stepKey: row.stepKey,
});
