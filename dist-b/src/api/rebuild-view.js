const share = (part, all) => all <= 0n ? 1 : Math.max(0, Math.min(1, Number(part * 10000n / all) / 1e4));
function rebuildView({ rebuilding }, now) {
  if (!rebuilding) return null;
  const { state, position, target, events, startedAt, stretch } = rebuilding, done = share(BigInt(position), BigInt(target)), shown = { state, position, target, events, startedAt, done }, eventsInAll = done === 0 ? null : Math.round(events / done);
  if (!stretch) return { ...shown, eventsInAll, eventsPerSecond: null, leftMs: null };
  const elapsed = Math.max(0, now - Date.parse(stretch.since)), before = BigInt(stretch.position), since = share(BigInt(position) - before, BigInt(target) - before);
  return {
    ...shown,
    eventsInAll,
    eventsPerSecond: elapsed === 0 ? null : Math.round((events - stretch.events) * 1e3 / elapsed),
    leftMs: since === 0 ? null : Math.round(elapsed * (1 - since) / since)
  };
}
export {
  rebuildView
};
//# sourceMappingURL=rebuild-view.js.map
