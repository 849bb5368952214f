import { Option } from "commander";
import { BulkStatus } from "../../api/contract/bulk.js";
import { endpoints } from "../../api/contract/endpoints.js";
import { shortId } from "../references.js";
import { plain } from "../style.js";
import { facts, table } from "../table.js";
import { formatDistance } from "../time.js";
import { resolveBulk } from "./bulk-reference.js";
import { follow, progressOf, statusColour } from "./bulk-follow.js";
import { order } from "./bulk-order.js";
import { collectList, examples, keyOption, limitOption, reasonOption, wholeNumber } from "./options.js";
const BULK_ARGUMENT = "its id, the first or last characters of it, or: last (the one started last)", OUTCOMES = ["pending", "done", "skipped", "refused", "all"], ON_RUNS = [
  ["cancel", "end many runs for good; work in flight is told to stop", "wrong bank file"],
  ["halt", "stop many runs at once: nothing is dispatched any more; can be resumed", "an agent misbehaves"],
  ["pause", "dispatch nothing new in many runs; work in flight goes on", "maintenance"],
  ["resume", "go on with many runs after a pause or a halt", "maintenance is over"]
], ON_DEAD_LETTERS = [
  ["retry", "give many dead letters their attempts again", "the service is back"],
  ["skip", "go on as if many dead letters had given this output", "done by hand"],
  ["abandon", "give many dead letters up; their runs fail", "not worth it"]
];
function bulkCommands(program, act) {
  const bulk = program.command("bulk").description("do one thing to many runs or dead letters, as a job with an outcome for each");
  for (const [action, description, reason] of ON_RUNS)
    examples(
      target(bulk.command(action).description(description)).action(
        act(async (cli, runs, options) => order(cli, action, runs, options))
      ),
      [
        `bulk ${action} --workflow invoice-triage --reason "${reason}"`,
        `bulk ${action} --workflow invoice-triage --reason "${reason}" --yes --wait`,
        `bulk ${action} 7c9e6679 1b4e28ba --reason "${reason}" --yes`
      ]
    );
  for (const [action, description, reason] of ON_DEAD_LETTERS) {
    const command = target(bulk.command(action).description(description)).option(
      "--fingerprint <fingerprint>",
      "the open dead letters of one cause (deadletter list --json shows it)"
    );
    action === "skip" && command.option("-o, --output <json>", "in place of each step's output; must fit its output schema"), examples(
      command.action(act(async (cli, runs, options) => order(cli, action, runs, options))),
      [
        `bulk ${action} --workflow flaky --reason "${reason}"`,
        `bulk ${action} --fingerprint 5f1d7a84db00d2fc --reason "${reason}" --yes --wait`
      ]
    );
  }
  examples(
    bulk.command("list").alias("ls").description("bulk actions, newest first").addOption(
      new Option("-s, --status <status>", "only these").choices([...BulkStatus.options, "open", "all"]).default("all")
    ).addOption(limitOption(20, 500)).action(act(async (cli, options) => list(cli, options))),
    ["bulk list", "bulk list --status open"]
  ), examples(
    bulk.command("show").description("a bulk action with its progress, and what was not done").argument("<bulk>", BULK_ARGUMENT).addOption(new Option("--outcome <outcome>", "list the items with this outcome").choices(OUTCOMES)).addOption(limitOption(20, 500)).action(
      act(async (cli, typed, options) => show(cli, typed, options))
    ),
    ["bulk show last", "bulk show 3b5c1a1e --outcome refused"]
  ), examples(
    bulk.command("watch").description(
      "its progress until it has ended; exit 7 when an item was refused or it was stopped, 4 when it is paused"
    ).argument("<bulk>", BULK_ARGUMENT).action(act(async (cli, typed) => follow(cli, await resolveBulk(cli.api, typed)))),
    ["bulk watch last"]
  );
  const transitions = [
    ["pause-job", "pauseBulk", "take no further item; those in flight are finished"],
    ["resume-job", "resumeBulk", "go on with the first item that has no outcome"],
    ["stop-job", "stopBulk", "for good: what has no outcome is left as it is, what was done stays done"]
  ];
  for (const [verb, name, description] of transitions)
    examples(
      bulk.command(verb).description(description).argument("<bulk>", BULK_ARGUMENT).addOption(reasonOption()).addOption(keyOption()).action(
        act(async (cli, typed, { reason }) => {
          const bulkId = await resolveBulk(cli.api, typed), { raw } = await cli.api.call(endpoints[name], { params: { bulkId }, body: { reason }, key: cli.key });
          if (cli.screen.json) return cli.screen.data(raw);
          const { value } = await cli.api.call(endpoints.getBulk, { params: { bulkId } });
          cli.screen.line(progressOf(value, cli.screen));
        })
      ),
      [`bulk ${verb} last --reason "look at the first ones"`]
    );
}
const target = (command) => command.argument("[run...]", "runs by their ids, or the first or last characters of them").option("-s, --status <status>", "only these, more with commas; ended runs are left out", collectList).option("--workflow <id>", "only runs of these workflows, more with commas", collectList).option("--agent <id>", "only runs in which this agent had an attempt").option("--operator <id>", "only runs that these operators started, more with commas", collectList).option("--waits-for <kind>", "only runs that wait for one of these: approval, budget, deadLetter ...", collectList).option("--text <text>", "start or end of the run's id, or part of its workflow's or operator's name").option("--all", "all that are open, without a filter").addOption(
  new Option("--at-most <count>", "do nothing if there are more than this by now").argParser(
    (text) => wholeNumber(text, 1, 1e5)
  )
).option("-y, --yes", "do it; without it, only say what it would touch").option("--wait", "show its progress until it has ended (exit 7 when an item was refused)").addOption(reasonOption()).addOption(keyOption());
async function list({ screen, api }, query) {
  const { value, raw } = await api.call(endpoints.listBulks, { query });
  if (screen.json) return screen.data(raw);
  if (value.items.length === 0) return screen.line("No bulk actions.");
  table(
    value.items,
    [
      { title: "BULK", value: (each) => shortId(each.bulkId), paint: (cell, _, style) => style.bold(cell) },
      { title: "ACTION", value: (each) => each.action },
      {
        title: "STATUS",
        value: (each) => each.status,
        paint: (cell, each, style) => style[statusColour(each)](cell)
      },
      { title: "DONE", value: (each) => `${each.total - each.pending}/${each.total}`, align: "right" },
      { title: "REFUSED", value: (each) => String(each.refused), align: "right" },
      {
        title: "STARTED",
        value: (each) => `${formatDistance(each.startedAt, screen.now())} by ${each.operatorName}`,
        shrinkTo: 12
      },
      { title: "OF", value: (each) => each.filter ?? "named one by one", shrinkTo: 8 },
      { title: "REASON", value: (each) => each.reason, shrinkTo: 8 }
    ],
    screen
  ).forEach((line) => screen.line(line));
}
async function show(cli, typed, options) {
  const { screen, api } = cli, bulkId = await resolveBulk(api, typed), { value, raw } = await api.call(endpoints.getBulk, { params: { bulkId } });
  if (screen.json && options.outcome === void 0) return screen.data(raw);
  if (options.outcome !== void 0) return items(cli, bulkId, options.outcome, options.limit);
  screen.line(progressOf(value, screen)), facts(
    [
      ["id", value.bulkId],
      ["of", plain(value.filter ?? "items that were named one by one")],
      ["reason", plain(value.reason)],
      ["started", `${formatDistance(value.startedAt, screen.now())} by ${plain(value.operatorName)}`],
      ["last", lastChange(value)]
    ],
    screen.style
  ).forEach((line) => screen.line(line));
  for (const outcome of ["refused", "skipped"])
    value[outcome] > 0 && (screen.line(), await items(cli, bulkId, outcome, Math.min(options.limit, value[outcome])));
}
const lastChange = ({ changedBy, changeReason }) => changedBy === null ? void 0 : `${plain(changedBy)}: ${plain(changeReason ?? "")}`;
async function items({ screen, api }, bulkId, outcome, limit) {
  const { value, raw } = await api.call(endpoints.listBulkItems, { params: { bulkId }, query: { outcome, limit } });
  if (screen.json) return screen.data(raw);
  if (value.items.length === 0) return screen.line("None.");
  table(
    value.items,
    [
      { title: "#", value: (each) => String(each.index), align: "right" },
      { title: "RUN", value: (each) => shortId(each.runId), paint: (cell, _, style) => style.bold(cell) },
      { title: "STEP", value: (each) => each.stepKey ?? "", shrinkTo: 6 },
      {
        title: "OUTCOME",
        value: (each) => each.outcome,
        paint: (cell, each, style) => each.outcome === "refused" ? style.red(cell) : cell
      },
      { title: "WHY", value: (each) => each.message ?? "", shrinkTo: 16 }
    ],
    screen
  ).forEach((line) => screen.line(line)), value.next !== void 0 && screen.note(screen.style.faint("There are more: --outcome with --limit."));
}
export {
  bulkCommands
};
//# sourceMappingURL=bulk.js.map
