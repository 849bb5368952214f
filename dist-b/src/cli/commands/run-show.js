import { endpoints } from "../../api/contract/endpoints.js";
import { resolveRun, shortId } from "../references.js";
import { table } from "../table.js";
import { formatDuration } from "../time.js";
import { readEventsFrom, toPicture } from "../watch/fetch-picture.js";
import { render } from "../watch/render.js";
import { usd } from "../words.js";
async function show(cli, typed, withAttempts) {
  const { screen, api } = cli, runId = await resolveRun(api, typed), { value, raw } = await api.call(endpoints.getRun, { params: { runId } }), attempts = withAttempts ? await api.call(endpoints.listAttempts, { params: { runId } }) : void 0;
  if (screen.json) return screen.data(attempts === void 0 ? raw : { run: raw, attempts: attempts.raw });
  const events = await readEventsFrom(api, runId, Math.max(0, value.run.revision - 9));
  render(toPicture(value, events, /* @__PURE__ */ new Map()), "live", {
    columns: screen.columns,
    style: screen.style,
    unicode: screen.unicode,
    utc: screen.utc,
    now: screen.now()
  }).forEach((line) => screen.line(line)), value.run.incomplete && screen.note(
    "Some events of this run could not be projected yet; figures may be short. See: missionctl projections status"
  );
  const { value: replays } = await api.call(endpoints.listRuns, { query: { replayOf: runId, limit: 5 } });
  if (replays.items.length > 0) {
    screen.line(), screen.line("Replays");
    for (const one of replays.items)
      screen.line(
        `  ${shortId(one.runId)}  ${one.status}${one.source === null ? "" : `  from #${one.source.revision}`}`
      );
    replays.next !== void 0 && screen.note(`There are more: missionctl run list --replay-of ${shortId(runId)}`);
  }
  if (attempts !== void 0) {
    if (screen.line(), attempts.value.items.length === 0) return screen.line("No attempt yet.");
    table(attempts.value.items, ATTEMPT_COLUMNS, screen).forEach((line) => screen.line(line));
  }
}
const ATTEMPT_COLUMNS = [
  { title: "STEP", value: (each) => each.stepKey, shrinkTo: 10 },
  { title: "ATTEMPT", value: (each) => `#${each.attempt}`, align: "right" },
  {
    title: "OUTCOME",
    value: (each) => each.late ? `${each.outcome}, late` : each.outcome,
    paint: (cell, each, style) => each.outcome === "completed" ? style.green(cell) : each.outcome === "running" ? style.blue(cell) : style.red(cell)
  },
  { title: "AGENT", value: (each) => each.agentName, shrinkTo: 8 },
  {
    title: "TOOK",
    value: (each) => each.endedAt === null ? "" : formatDuration(Date.parse(each.endedAt) - Date.parse(each.dispatchedAt)),
    align: "right"
  },
  { title: "COST", value: (each) => usd(each.spent.nanoUsd), align: "right" },
  {
    title: "ERROR",
    value: (each) => each.error === null ? "" : `${each.error.code}: ${each.error.message}`,
    shrinkTo: 10
  }
];
export {
  show
};
//# sourceMappingURL=run-show.js.map
