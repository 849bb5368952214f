const MINUTE = 6e4, HOUR = 36e5;
const HANDY = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * 1e3),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * 6e4),
  ...[1, 2, 3, 6, 12].map((n) => n * 36e5),
  ...[1, 2, 7, 14, 28, 91, 182, 364].map((n) => n * 864e5)
];
function slotsOf(from, to, wanted, leastMs = 1e3) {
  const least = Math.max(leastMs, (to - from) / wanted), slotMs = HANDY.find((length) => length >= least) ?? Math.ceil(least / 864e5) * 864e5, start = Math.floor(from / slotMs) * slotMs, slots = Math.max(1, Math.ceil((to - start) / slotMs));
  return { from: start, to: start + slots * slotMs, slotMs, slots };
}
export {
  HOUR,
  MINUTE,
  slotsOf
};
//# sourceMappingURL=slots.js.map
