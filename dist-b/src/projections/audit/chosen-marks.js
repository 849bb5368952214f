import { MARK_KINDS } from "./rows.js";
function chooseMarks(candidates, most) {
  const chosen = [];
  for (const kind of MARK_KINDS) {
    const room = most - chosen.length;
    if (room <= 0) break;
    chosen.push(
      ...spread(
        candidates.filter((one) => one.kind === kind),
        room
      )
    );
  }
  return chosen.sort((a, b) => a.index - b.index || Number(BigInt(a.position) - BigInt(b.position)));
}
function spread(items, most) {
  return items.length <= most ? items : items.filter((_, i) => Math.floor((i + 1) * most / items.length) > Math.floor(i * most / items.length));
}
export {
  chooseMarks
};
//# sourceMappingURL=chosen-marks.js.map
