import { Option } from "commander";
import { endpoints } from "../../api/contract/endpoints.js";
import { RunSort, RunStatusFilter } from "../../api/contract/run-filter.js";
import { WaitKind } from "../../api/contract/run-views.js";
import { nanoFromUsd } from "../../domain/kernel/money.js";
import { parseMoment, parseUsd } from "../input.js";
import { resolveRun, shortId } from "../references.js";
import { table } from "../table.js";
import { formatDistance, formatDuration, formatElapsed } from "../time.js";
import { runSign } from "../watch/signs.js";
import { collectList, examples, limitOption, wholeNumber, MOMENT } from "./options.js";
import { usd } from "../words.js";
function runListCommand(run, act) {
  examples(
    run.command("list").alias("ls").description("runs, newest first").option(
      "-s, --status <status>",
      `only these, with commas: ${RunStatusFilter.options.join(", ")} (waiting: for a person)`,
      collectList
    ).option("--workflow <id>", "only runs of these workflows", collectList).addOption(
      new Option("--version <number>", "only this version, with one --workflow").argParser(
        (text) => wholeNumber(text, 1, 1e9)
      )
    ).option("--agent <id>", "only runs in which this agent had an attempt").option("--operator <id>", "only runs that these operators started", collectList).addOption(
      new Option("--trigger <kind>", "only runs that were started so").choices(["manual", "schedule", "webhook"])
    ).option("--waits-for <kind>", `only runs that wait for one of: ${WaitKind.options.join(", ")}`, collectList).option("--replay-of <run>", "only replays of this run").option("--min-usd <amount>", "spent at least this").option("--max-usd <amount>", "spent at most this").option("--since <moment>", `started from then on: ${MOMENT}`).option("--until <moment>", "started before then").option("--ended-since <moment>", "ended from then on").option("--ended-until <moment>", "ended before then").option("--text <text>", "start or end of the run's id, or a part of a workflow's or operator's id or name").addOption(
      new Option("--sort <order>", "all but startedAt for ended runs only; - is descending").choices(RunSort.options).default("-startedAt")
    ).option("--count", "only how many there are; counting stops at 10,000").addOption(limitOption(20, 500)).option("--cursor <cursor>", "the page after another: `next` of its --json answer").action(act(async (cli, options) => list(cli, options))),
    [
      "run list",
      "run list --status waiting",
      "run list --replay-of 7c9e6679",
      "run list --status failed,cancelled --ended-since 24h",
      "run list --workflow repository-report --min-usd 1.00 --count",
      "run list --status ended --sort=-cost --limit 10 --json"
    ]
  );
}
async function list(cli, options) {
  const { screen } = cli, replayOf = options.replayOf === void 0 ? void 0 : await resolveRun(cli.api, options.replayOf), filter = filterOf({ ...options, ...replayOf === void 0 ? {} : { replayOf } }, screen.now());
  if (options.count === !0) {
    const { value: value2, raw: raw2 } = await cli.api.call(endpoints.countRuns, { query: filter });
    return screen.json ? screen.data(raw2) : screen.line(value2.more ? `more than ${value2.count}` : String(value2.count));
  }
  const { sort, limit, cursor } = options, { value, raw } = await cli.api.call(endpoints.listRuns, {
    query: { ...filter, sort, limit, ...cursor === void 0 ? {} : { cursor } }
  });
  if (screen.json) return screen.data(raw);
  if (value.items.length === 0)
    return screen.line(
      Object.keys(filter).length > 0 ? "No runs are like that." : "No runs. Start one: missionctl run start WORKFLOW --watch"
    );
  table(value.items, runColumns(screen.now()), screen).forEach((line) => screen.line(line)), value.next !== void 0 && screen.note(screen.style.faint("There are more: --limit, or --cursor with `next` of --json."));
}
function filterOf(options, now) {
  const { status, workflow, version, agent, operator, replayOf, trigger, waitsFor, text } = options, given = {
    status,
    workflow,
    version,
    agent,
    operator,
    replayOf,
    trigger,
    waitsFor,
    text,
    minNanoUsd: nano("--min-usd", options.minUsd),
    maxNanoUsd: nano("--max-usd", options.maxUsd),
    startedFrom: moment("--since", options.since, now),
    startedTo: moment("--until", options.until, now),
    endedFrom: moment("--ended-since", options.endedSince, now),
    endedTo: moment("--ended-until", options.endedUntil, now)
  }, entries = Object.entries(given).filter(([, value]) => value !== void 0);
  return Object.assign({}, ...entries.map(([name, value]) => ({ [name]: value })));
}
const nano = (option, usd2) => usd2 === void 0 ? void 0 : nanoFromUsd(parseUsd(option, usd2)).toString(), moment = (option, text, now) => text === void 0 ? void 0 : parseMoment(option, text, now), runColumns = (now) => [
  { title: "RUN", value: (run) => shortId(run.runId), paint: (cell, _, style) => style.bold(cell) },
  { title: "WORKFLOW", value: (run) => `${run.workflowId} v${run.version}${replayWords(run)}`, shrinkTo: 12 },
  {
    title: "STATUS",
    value: (run) => `${runSign(run.status).icon} ${run.status}`,
    paint: (cell, run, style) => style[runSign(run.status).colour](cell)
  },
  { title: "STEPS", value: (run) => `${run.steps.done}/${run.steps.total}`, align: "right" },
  { title: "STARTED", value: (run) => formatDistance(run.startedAt, now) },
  {
    title: "TOOK",
    value: (run) => run.endedAt === null ? formatElapsed(now - Date.parse(run.startedAt)) : formatDuration(Date.parse(run.endedAt) - Date.parse(run.startedAt)),
    align: "right"
  },
  { title: "COST", value: (run) => usd(run.spent.nanoUsd), align: "right" },
  {
    title: "WAITS FOR",
    value: (run) => describeWaits(run),
    shrinkTo: 8,
    paint: (cell, _, style) => style.yellow(cell)
  }
], replayWords = ({ source }) => source === null ? "" : `, replay of ${shortId(source.runId)} at #${source.revision}`;
function describeWaits(run) {
  const kinds = /* @__PURE__ */ new Map();
  for (const wait of run.waits) {
    const name = wait.kind === "deadLetter" ? "dead letter" : wait.kind, before = kinds.get(name);
    kinds.set(name, { count: (before?.count ?? 0) + (wait.steps ?? 1), step: wait.stepKey });
  }
  return [...kinds].map(
    ([kind, { count, step }]) => count > 1 ? `${count} ${kind}` : step === void 0 ? kind : `${kind} (${step})`
  ).join(", ");
}
export {
  describeWaits,
  runListCommand
};
//# sourceMappingURL=run-list.js.map
