import { endpoints } from "../../api/contract/endpoints.js";
import { plain } from "../style.js";
import { facts, table } from "../table.js";
import { formatDuration } from "../time.js";
import { examples } from "./options.js";
function systemCommands(program, act) {
  examples(
    program.command("system").description("stores, read models and processes as they are now (exit 9 when something is away)").action(act(system)),
    ["system", "system --json"]
  );
}
async function system({ screen, api }) {
  const { value, raw } = await api.call(endpoints.getSystem), exit = value.status === "notReady" ? "unavailable" : "ok";
  if (screen.json)
    return screen.data(raw), exit;
  const { style } = screen, { server, stores } = value;
  return facts(
    [
      ["state", value.status === "ready" ? style.green("ready") : style.red(value.status)],
      ["server", `${server.version} on Node ${server.node}, up ${formatDuration(server.uptimeMs)}`],
      ["memory", `${Math.round(server.memory.rssBytes / 1e6)} MB, loop delay ${server.eventLoopDelayMs} ms`],
      ["event store", storeText(stores.eventStore, style)],
      ["PostgreSQL", storeText(stores.postgres, style)]
    ],
    style
  ).forEach((line) => screen.line(line)), screen.line(), table(
    value.readModels,
    [
      { title: "READ MODELS", value: (each) => each.group, paint: (cell, _, s) => s.bold(cell) },
      { title: "STATE", value: (each) => each.state },
      { title: "POSITION", value: (each) => each.position, align: "right" },
      { title: "BEHIND", value: behind, align: "right" },
      {
        title: "PARKED",
        value: (each) => String(each.parkedEvents + each.deadLettered),
        align: "right",
        paint: (cell, each, s) => each.deadLettered > 0 ? s.red(cell) : cell
      },
      { title: "REBUILD", value: rebuild, shrinkTo: 10 }
    ],
    screen
  ).forEach((line) => screen.line(line)), screen.line(), table(
    value.processes,
    [
      { title: "PROCESS", value: (each) => each.name, paint: (cell, _, s) => s.bold(cell) },
      { title: "RUNS", value: (each) => each.running ? "yes" : "no" },
      { title: "WHAT", value: (each) => each.detail, shrinkTo: 16 }
    ],
    screen
  ).forEach((line) => screen.line(line)), exit;
}
function storeText(store, style) {
  return store.reachable ? `${plain(store.version ?? "version unknown")}, ${store.kind}, ${store.latencyMs ?? 0} ms` : `${style.red("away")}, ${store.kind}: ${plain(store.detail ?? "")}`;
}
function behind({ lagEvents, lagMs, logEnd }) {
  return logEnd === null ? "unknown" : lagEvents === 0 ? "nothing" : lagEvents === null || lagMs === null ? "over 10,000 events" : `${lagEvents.toLocaleString("en")} events, ${formatDuration(lagMs)}`;
}
function rebuild({ rebuild: progress }) {
  if (progress === null) return "";
  const left = progress.leftMs === null ? "" : `, ${formatDuration(progress.leftMs)} left`;
  return `${Math.floor(progress.done * 100)} %${progress.state === "stopped" ? ", stopped" : left}`;
}
export {
  systemCommands
};
//# sourceMappingURL=system.js.map
