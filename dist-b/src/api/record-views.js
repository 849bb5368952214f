function timedRecord(scope, record) {
  const { slots, buckets, marks, capped, head } = record;
  return {
    scope,
    by: "time",
    from: { position: buckets[0]?.firstPosition ?? null, revision: null, at: instant(slots.from) },
    to: { position: buckets.at(-1)?.lastPosition ?? null, revision: null, at: instant(slots.to) },
    slots: slots.slots,
    slotMs: slots.slotMs,
    slotEvents: null,
    ...sumsOf(buckets),
    buckets: buckets.map((bucket) => bucketView(bucket, instant(slots.from + bucket.index * slots.slotMs))),
    marks: marks.map(markView),
    capped,
    head: { position: head?.position ?? null, revision: null, at: head?.at ?? null }
  };
}
function runRecord(record) {
  const { slots, slotEvents, buckets, marks, head } = record, first = buckets[0];
  return {
    scope: "run",
    by: "revision",
    from: { position: first?.firstPosition ?? null, revision: first?.firstRevision ?? null, at: first?.at ?? null },
    to: placeOf(head),
    slots,
    slotMs: null,
    slotEvents,
    ...sumsOf(buckets),
    buckets: buckets.map((bucket) => bucketView(bucket, bucket.at)),
    marks: marks.map(markView),
    capped: !1,
    head: placeOf(head)
  };
}
const instant = (ms) => new Date(ms).toISOString(), placeOf = (head) => ({
  position: head?.position ?? null,
  revision: head?.revision ?? null,
  at: head?.at ?? null
});
function sumsOf(buckets) {
  let [events, maxEvents, nanoUsd, maxNanoUsd] = [0, 0, 0n, 0n];
  for (const bucket of buckets) {
    const cost = BigInt(bucket.nanoUsd);
    events += bucket.events, nanoUsd += cost, maxEvents = Math.max(maxEvents, bucket.events), cost > maxNanoUsd && (maxNanoUsd = cost);
  }
  return { events, maxEvents, nanoUsd: String(nanoUsd), maxNanoUsd: String(maxNanoUsd) };
}
const bucketView = (bucket, at) => ({
  index: bucket.index,
  at,
  position: bucket.firstPosition,
  revision: bucket.firstRevision,
  lastRevision: bucket.lastRevision,
  events: bucket.events,
  nanoUsd: bucket.nanoUsd,
  marks: Object.fromEntries(Object.entries(bucket.marks).map(([kind, { count }]) => [kind, count]))
}), markView = (row) => ({
  index: row.index,
  position: row.position,
  stream: row.stream,
  revision: row.revision,
  at: row.at,
  kind: row.kind,
  type: row.type,
  label: [row.stepKey, row.summary].filter((part) => part !== null && part !== "").join(": ") || row.type,
  runId: row.runId,
  workflowId: row.workflowId,
  stepKey: row.stepKey
});
export {
  runRecord,
  timedRecord
};
//# sourceMappingURL=record-views.js.map
