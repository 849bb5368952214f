import { Option } from "commander";
import { endpoints } from "../../api/contract/endpoints.js";
import { Failure } from "../failure.js";
import { resolveRun } from "../references.js";
import { clip, plain, wrap } from "../style.js";
import { table } from "../table.js";
import { formatDuration, formatInstant } from "../time.js";
import { runSign, stepSign } from "../watch/signs.js";
import { examples, revision } from "./options.js";
import { usd } from "../words.js";
function runCompareCommand(run, act, argument) {
  examples(
    run.command("compare").description(
      "two runs side by side: where they part, and step by step what differs; a replay alone is compared with its origin"
    ).argument("<a>", argument).argument("[b]", "the run that is held against it; default: of a replay, its origin is A and the replay is B").addOption(new Option("--a-at <event>", "A as it was at this event; default: the last one").argParser(revision)).addOption(new Option("--b-at <event>", "B as it was at this event; default: the last one").argParser(revision)).option("--all", "steps that are the same too").action(
      act(async (cli, a, b, options) => compare(cli, a, b, options))
    ),
    ["run compare last", "run compare 7c9e6679 1b4e28ba", "run compare 7c9e6679 1b4e28ba --all --json"]
  );
}
async function compare({ screen, api }, typedA, typedB, { aAt, bAt, all = !1 }) {
  const one = await resolveRun(api, typedA), [a, b] = typedB === void 0 ? [await originOf(api, one), one] : [one, await resolveRun(api, typedB)], { value, raw } = await api.call(endpoints.compareRuns, { query: { a, b, aAt, bAt } });
  if (screen.json) return screen.data(raw);
  for (const line of comparisonLines(value, all, screen)) screen.line(line);
}
async function originOf(api, runId) {
  const { value } = await api.call(endpoints.getRun, { params: { runId } });
  if (value.run.source) return value.run.source.runId;
  throw new Failure("invalid", `Run ${runId} is not a replay: there is no origin to compare it with.`, {
    hint: `Name the other run: missionctl run compare ${runId} OTHER`
  });
}
function comparisonLines(found, all, screen) {
  const { style } = screen, shown = all ? found.steps : found.steps.filter(({ differs }) => differs.length > 0), same = found.steps.length - shown.length;
  return [
    ...table(SIDE_ROWS(screen), sideColumns(found), screen),
    "",
    ...verdict(found, screen),
    ...payload("Input", found.input, screen),
    ...places("Definition", found.workflow, screen),
    ...shown.length === 0 ? [] : ["", ...table(shown, STEP_COLUMNS, screen)],
    ...same > 0 ? [style.faint(`${same} ${same === 1 ? "step is" : "steps are"} the same.`)] : [],
    ...shown.flatMap((step) => details(step, screen))
  ];
}
const SIDE_ROWS = ({ utc }) => [
  { name: "run", of: ({ runId }) => runId },
  { name: "workflow", of: ({ workflowId, version }) => `${workflowId} v${version}` },
  { name: "event", of: ({ revision: at, last }) => at === last ? `#${at}` : `#${at} of #${last}` },
  { name: "status", of: ({ status }) => runSign(status).word },
  { name: "reason", of: ({ reason }) => reason ?? "" },
  { name: "started", of: ({ startedAt }) => formatInstant(startedAt, utc) },
  { name: "took", of: ({ durationMs }) => formatDuration(durationMs) },
  { name: "worked", of: ({ workedMs }) => formatDuration(workedMs) },
  { name: "cost", of: ({ spent }) => usd(spent.nanoUsd) },
  { name: "tokens", of: ({ spent }) => spent.tokens.toLocaleString("en-US") },
  { name: "attempts", of: ({ attempts }) => String(attempts) },
  {
    name: "steps",
    of: ({ steps, kept }) => `${steps.done} of ${steps.total}${kept.steps > 0 ? `, ${kept.steps} kept` : ""}`
  }
], sideColumns = ({ a, b }) => [
  { title: "", value: ({ name }) => name, paint: (cell, _, style) => style.faint(cell) },
  { title: "A", value: (row) => row.of(a), shrinkTo: 12 },
  {
    title: "B",
    value: (row) => row.of(b),
    shrinkTo: 12,
    paint: (cell, row, style) => row.of(a) === row.of(b) ? cell : style.bold(cell)
  }
];
function verdict({ parting, same, relation, sameWorkflow, a, b }, { style }) {
  const lines = [];
  if (relation.kind === "replay" && lines.push(
    `${relation.of === "a" ? "B is a replay of A" : "A is a replay of B"} from event #${relation.revision ?? 0}.`
  ), relation.kind === "siblings" && lines.push("Both are replays of the same run."), sameWorkflow || lines.push(style.yellow("They are runs of different workflows: steps are compared as far as their keys agree.")), parting) {
    const at = [parting.a, parting.b].map(
      (event, i) => `${i === 0 ? "A" : "B"} ${event === null ? "not yet" : `#${event}`}`
    );
    lines.push(`${style.bold("They part here:")} ${plain(parting.text)} ${style.faint(`(${at.join(", ")})`)}`), parting.others > 0 && lines.push(
      `${parting.others} more ${parting.others === 1 ? "step differs" : "steps differ"} though nothing before does.`
    );
  } else same ? lines.push("They are the same but for attempts, cost and time.") : lines.push(a.status === b.status ? "No step differs." : `No step differs; A is ${a.status}, B is ${b.status}.`);
  return lines;
}
const STEP_COLUMNS = [
  { title: "", value: ({ first }) => first ? ">" : "", paint: (cell, _, style) => style.bold(cell) },
  { title: "STEP", value: ({ stepKey }) => stepKey, shrinkTo: 10 },
  { title: "DIFFERS IN", value: ({ differs }) => differs.join(", ") || "nothing", shrinkTo: 12 },
  { title: "A", value: ({ a }) => statusOf(a) },
  { title: "B", value: ({ b }) => statusOf(b) },
  { title: "ATTEMPTS", value: (step) => both(step, ({ attempts }) => String(attempts)) },
  { title: "COST", value: (step) => both(step, ({ spent }) => usd(spent.nanoUsd)) },
  { title: "WORKED", value: (step) => both(step, ({ workedMs }) => formatDuration(workedMs)) },
  { title: "EVENTS", value: (step) => both(step, ({ revision: at }) => at === null ? "none" : `#${at}`) }
], statusOf = (side) => side === null ? "no such step" : side.keptFrom ? "kept" : stepSign(side.status).word;
function both({ a, b }, of) {
  const [one, other] = [a ? of(a) : "none", b ? of(b) : "none"];
  return one === other ? one : `${one} / ${other}`;
}
function details(step, screen) {
  const lines = [
    ...places("definition", step.fields, screen),
    ...payload("inputs", step.inputs, screen),
    ...payload("output", step.output, screen),
    ...["a", "b"].flatMap((side) => {
      const error = step.differs.includes("outcome") ? step[side]?.error : void 0;
      return error ? [`${side.toUpperCase()}: ${plain(error.code)}: ${plain(error.message)}`] : [];
    })
  ];
  return lines.length === 0 ? [] : ["", screen.style.bold(step.stepKey), ...lines.map((line) => line === "" ? line : `  ${line}`)];
}
function payload(title, found, screen) {
  if (found === null) return [];
  const where = ["a", "b"].map(
    (side) => `${side.toUpperCase()} ${found[side] === null ? "has none" : `#${found[side]}`}`
  );
  return found.compared ? found.differences.length === 0 && !found.more ? [`${title}: the values are the same; they are stored in another way`] : [...places(title, found.differences, screen), ...found.more ? [`  and more (${where.join(", ")})`] : []] : [
    `${title}: ${found.a === null || found.b === null ? "on one side only" : "too large to be compared here"} (${where.join(", ")})`
  ];
}
function places(title, found, { style, columns }) {
  if (found.length === 0) return [];
  const value = (sign, json) => json === void 0 ? [] : [style[sign === "-" ? "red" : "green"](clip(`    ${sign} ${plain(JSON.stringify(json))}`, columns - 2))];
  return [
    title,
    ...found.flatMap(({ path, before, after }) => [
      ...wrap(plain(path === "" ? "(the value)" : path), columns - 4).map((line) => `  ${line}`),
      ...value("-", before),
      ...value("+", after)
    ])
  ];
}
export {
  comparisonLines,
  runCompareCommand
};
//# sourceMappingURL=run-compare.js.map
