import { setTimeout as pause } from "node:timers/promises";
import { Argument } from "commander";
import { endpoints } from "../../api/contract/endpoints.js";
import { plain } from "../style.js";
import { facts, table } from "../table.js";
import { formatDuration } from "../time.js";
import { examples } from "./options.js";
import { counted } from "../words.js";
function projectionCommands(program, act) {
  const projections = program.command("projections").description("the read models: state, rebuild from the log, parked events").alias("projection");
  examples(
    projections.command("status").description("how far they have seen the log, and what they could not read (exit 9 when they do not follow)").addArgument(groupArgument()).action(act(status)),
    ["projections status", "projections status audit --json"]
  ), examples(
    projections.command("rebuild").description("fill new tables from the log while the old ones go on, then swap").addArgument(groupArgument()).option("--wait", "stay until it is done; Ctrl-C leaves it running").option("--anew", "from the start of the log, though one before was stopped on the way").action(act(async (cli, group, options) => rebuild(cli, group, options))),
    ["projections rebuild --wait", "projections rebuild audit"]
  ), examples(
    projections.command("stop").description("stop a rebuild; it goes on from there with the next one, and nothing in use is touched").addArgument(groupArgument()).option("--discard", "drop what it has filled, too").action(
      act(async ({ screen, api }, group, { discard = !1 }) => {
        const { value, raw } = await api.call(endpoints.stopProjections, { body: { group, discard } });
        if (screen.json) return screen.data(raw);
        if (!value.stopped) return screen.line("There is no rebuild to stop.");
        screen.line(
          discard ? "The rebuild is given up." : `stopped  to go on: missionctl projections rebuild ${group}`
        );
      })
    ),
    ["projections stop", "projections stop audit --discard"]
  ), examples(
    projections.command("retry").description("try parked events again, after an update that can read them").addArgument(groupArgument()).action(
      act(async ({ screen, api }, group) => {
        const { value, raw } = await api.call(endpoints.retryProjections, { body: { group } });
        if (screen.json) return screen.data(raw);
        screen.line(
          `retried  ${counted(value.streams, "stream")}, ${counted(value.events, "event")}; ${value.stillParked} still parked`
        );
      })
    ),
    ["projections retry"]
  );
}
const GROUPS = ["main", "audit"], groupArgument = () => new Argument("[group]", "main: everything but the audit").choices(GROUPS).default("main"), isWell = (state) => state === "live" || state === "catchingUp" || state === "standby";
async function status({ screen, api }, group) {
  const { value, raw } = await api.call(endpoints.getProjections, { query: { group } }), exit = isWell(value.state) ? "ok" : "unavailable";
  if (screen.json)
    return screen.data(raw), exit;
  const { style } = screen, skipped = value.skipped.reduce((total, each) => total + each.count, 0);
  if (facts(
    [
      ["state", isWell(value.state) ? style.green(value.state) : style.red(value.state)],
      ["position", `${value.position} of ${value.logEnd ?? "unknown"}`],
      ["behind", value.lag ?? "unknown: the log cannot be asked"],
      ["tables", `${plain(value.schema)}, format ${value.format}, epoch ${value.epoch}`],
      ["rebuilding", value.rebuilding === null ? void 0 : rebuildWords(value.rebuilding)],
      [
        "parked",
        value.parkedStreams === 0 ? "nothing" : style.red(`${counted(value.parkedStreams, "stream")}, ${counted(value.parkedEvents, "event")}`)
      ],
      ["skipped", skipped === 0 ? void 0 : `${counted(skipped, "event")} of types that this version does not know`],
      ["problem", value.problem === null ? void 0 : style.red(plain(value.problem))]
    ],
    style
  ).forEach((line) => screen.line(line)), value.deadLettered > 0) {
    const { value: poison } = await api.call(endpoints.listPoisonEvents, { query: { group } });
    screen.line(), table(
      poison.items,
      [
        { title: "STREAM", value: (each) => each.stream, shrinkTo: 16 },
        { title: "REVISION", value: (each) => String(each.revision), align: "right" },
        { title: "TYPE", value: (each) => each.type },
        { title: "WAITING", value: (each) => String(each.parked), align: "right" },
        { title: "REASON", value: (each) => each.reason, shrinkTo: 16 }
      ],
      screen
    ).forEach((line) => screen.line(line)), screen.line(
      style.faint(
        `after an update that can read them: missionctl projections retry${group === "main" ? "" : ` ${group}`}`
      )
    );
  }
  return exit;
}
function rebuildWords(progress) {
  const { state, done, events, eventsInAll, eventsPerSecond, leftMs } = progress, number = (n) => n.toLocaleString("en-US");
  return [
    ...state === "stopped" ? ["stopped"] : [],
    `${Math.floor(done * 100)} %`,
    `${number(events)}${eventsInAll === null ? "" : ` of about ${number(eventsInAll)}`} events`,
    ...eventsPerSecond === null ? [] : [`${number(eventsPerSecond)} a second`],
    ...leftMs === null ? [] : [`${formatDuration(leftMs)} left`]
  ].join(", ");
}
async function rebuild({ screen, api, around }, group, { wait = !1, anew = !1 }) {
  const { value, raw } = await api.call(endpoints.rebuildProjections, { body: { group, anew } });
  if (screen.json && !wait)
    return screen.data(raw), "ok";
  if (screen.json || screen.line(
    value.resumed ? "The rebuild goes on where it was stopped; reads go on." : value.started ? "The rebuild has started; reads go on." : "A rebuild is under way already."
  ), !wait) return "ok";
  let last = "";
  for (; ; ) {
    const { value: now, raw: answer } = await api.call(endpoints.getProjections, { query: { group } }), { rebuilding } = now;
    if (rebuilding === null)
      return screen.json ? screen.data(answer) : screen.line(`${screen.style.green("rebuilt")}  at ${now.position}`), "ok";
    const text = `  ${rebuildWords(rebuilding)}`;
    if (!screen.json && text !== last && screen.note(text), last = text, rebuilding.state === "stopped")
      return screen.json ? screen.data(answer) : screen.line(`${screen.style.yellow("stopped")}  to go on: missionctl projections rebuild ${group}`), "rejected";
    await pause(500, void 0, { signal: around.interrupted });
  }
}
export {
  projectionCommands,
  rebuildWords
};
//# sourceMappingURL=projections.js.map
