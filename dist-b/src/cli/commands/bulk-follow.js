import { setTimeout as pause } from "node:timers/promises";
import { endpoints } from "../../api/contract/endpoints.js";
import { shortId } from "../references.js";
import { canvas } from "../watch/draw.js";
const LOOK_EVERY_MS = 300, statusColour = ({ status, refused }) => status === "completed" ? refused > 0 ? "red" : "green" : status === "running" ? "blue" : "yellow";
function progressOf(bulk, { style }) {
  const counts = [
    `${bulk.done} done`,
    ...bulk.skipped > 0 ? [`${bulk.skipped} skipped`] : [],
    ...bulk.refused > 0 ? [style.red(`${bulk.refused} refused`)] : [],
    ...bulk.pending > 0 ? [`${bulk.pending} ${bulk.status === "stopped" ? "left as they were" : "to do"}`] : []
  ];
  return `${style[statusColour(bulk)](style.bold(bulk.status))}  ${bulk.action} ${bulk.total}  ${counts.join(", ")}  ${style.faint(shortId(bulk.bulkId))}`;
}
async function follow({ screen, api, around }, bulkId) {
  const live = !screen.json && around.stdout.isTTY === !0 ? canvas(around.stdout) : void 0;
  let before = "";
  try {
    for (; ; ) {
      const { value, raw } = await api.call(endpoints.getBulk, { params: { bulkId } }), line = progressOf(value, screen);
      if (live ? live.draw([line]) : !screen.json && line !== before && screen.line(line), before = line, value.status !== "running")
        return screen.json && screen.data(raw), exitOf(value);
      await pause(LOOK_EVERY_MS, void 0, { signal: around.interrupted });
    }
  } finally {
    live?.end();
  }
}
function exitOf({ status, refused }) {
  return status === "paused" ? "waitsForPerson" : status === "stopped" || refused > 0 ? "rejected" : "ok";
}
export {
  follow,
  progressOf,
  statusColour
};
//# sourceMappingURL=bulk-follow.js.map
