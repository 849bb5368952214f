import { Option } from "commander";
import { endpoints } from "../../api/contract/endpoints.js";
import { resolveRun } from "../references.js";
import { plain, wrap } from "../style.js";
import { facts, table } from "../table.js";
import { formatInstant } from "../time.js";
import { toPictureEvent } from "../watch/fetch-picture.js";
import { eventLine, USUAL_WIDTHS } from "../watch/render.js";
import { runSign, stepSign } from "../watch/signs.js";
import { examples, revision } from "./options.js";
import { describeWaits } from "./run-list.js";
import { usd } from "../words.js";
function runStateCommand(run, act, argument) {
  examples(
    run.command("state").description(
      "a run as it was right after one of its events: steps, money, leases, approvals; from the log itself"
    ).argument("<run>", argument).addOption(new Option("--at <event>", "number of the event, from 0; default: the last one").argParser(revision)).addOption(new Option("--diff <event>", "also what became of it between the two events").argParser(revision)).action(act(async (cli, typed, options) => state(cli, typed, options))),
    ["run state last --at 142", "run state 7c9e6679 --at 142 --diff 97", "run state last --json"]
  );
}
async function state({ screen, api }, typed, options) {
  const runId = await resolveRun(api, typed), { value, raw } = await api.call(endpoints.getRunState, { params: { runId }, query: options });
  if (screen.json) return screen.data(raw);
  for (const line of [
    ...head(value, screen),
    "",
    ...table(value.steps, stepColumns(value), screen),
    ...section("Leases", value.leases, LEASE_COLUMNS, screen),
    ...section("Approvals", value.approvals, approvalColumns(screen), screen),
    ...difference(value, screen),
    ...agreement(value, screen)
  ])
    screen.line(line);
}
function head(value, screen) {
  const { style, utc } = screen, sign = runSign(value.status), event = eventLine(toPictureEvent(value.event), { ...USUAL_WIDTHS, steps: 0 }, screen), limit = value.limit.nanoUsd === null ? "" : ` of ${usd(value.limit.nanoUsd)}`;
  return [
    `${style.bold(plain(value.workflowId))} ${style.faint(`v${value.version}  run ${value.runId}`)}`,
    `After event ${style.bold(`#${value.revision}`)} of #${value.last}, ${formatInstant(value.at, utc)}`,
    event,
    "",
    ...facts(
      [
        ["status", style[sign.colour](`${screen.unicode ? sign.icon : sign.plainIcon} ${sign.word}`)],
        ["halted", value.halt === null ? void 0 : `${value.halt.scope}: ${plain(value.halt.reason)}`],
        ["waits for", value.waits.length === 0 ? void 0 : style.yellow(plain(describeWaits(value)))],
        ["money", `${usd(value.spent.nanoUsd)} spent, ${usd(value.reserved.nanoUsd)} reserved${limit}`],
        ["steps", `${value.counts.done} of ${value.counts.total} done, ${value.counts.running} running`],
        ["ended", value.endedAt === null ? void 0 : formatInstant(value.endedAt, utc)]
      ],
      style
    )
  ];
}
const usdOrNothing = (nano) => nano === "0" ? "" : usd(nano), stepColumns = ({ steps }) => STEP_COLUMNS.filter(({ title, value }) => title === "STEP" || steps.some((step) => value(step) !== "")), STEP_COLUMNS = [
  { title: "STEP", value: (step) => step.stepKey, shrinkTo: 10 },
  {
    title: "STATUS",
    value: (step) => stepSign(step.status).word,
    paint: (cell, step, style) => style[stepSign(step.status).colour](cell)
  },
  { title: "ATTEMPT", value: (step) => step.attempt === 0 ? "" : `#${step.attempt}`, align: "right" },
  { title: "AGENT", value: (step) => step.agentName ?? "", shrinkTo: 8 },
  { title: "SPENT", value: (step) => usdOrNothing(step.spent.nanoUsd), align: "right" },
  { title: "RESERVED", value: (step) => usdOrNothing(step.reserved.nanoUsd), align: "right" },
  {
    title: "OUTPUT",
    value: (step) => step.outputRevision === null ? "" : `#${step.outputRevision} ${(step.outputHash ?? "").slice(0, 8)}`
  },
  { title: "SAYS", value: (step) => step.error?.message ?? step.summary ?? "", shrinkTo: 10 }
], LEASE_COLUMNS = [
  { title: "STEP", value: (lease) => lease.stepKey, shrinkTo: 10 },
  { title: "ATTEMPT", value: (lease) => `#${lease.attempt}`, align: "right" },
  { title: "AGENT", value: (lease) => lease.agentName, shrinkTo: 8 },
  { title: "LEASE", value: (lease) => lease.status === "active" ? "held" : `${lease.status}, holds money` },
  { title: "SINCE", value: (lease) => `#${lease.dispatchedRevision}`, align: "right" },
  { title: "HOLDS", value: (lease) => usd(lease.reservedNanoUsd), align: "right" },
  { title: "CHARGED", value: (lease) => usd(lease.chargedNanoUsd), align: "right" }
], approvalColumns = ({ utc }) => [
  { title: "STEP", value: (one) => one.stepKey, shrinkTo: 10 },
  { title: "FOR", value: (one) => one.kind === "overrun" ? "an overrun" : `attempt #${one.attempt}` },
  { title: "STATUS", value: (one) => one.status },
  { title: "ASKED AT", value: (one) => `#${one.requestedRevision}`, align: "right" },
  { title: "VOTES", value: (one) => `${one.votes} of ${one.approvers}`, align: "right" },
  { title: "UNTIL", value: (one) => formatInstant(one.expiresAt, utc) },
  { title: "BY", value: (one) => one.decidedBy ?? "", shrinkTo: 6 }
], section = (title, rows, columns, screen) => rows.length === 0 ? [] : ["", screen.style.bold(title), ...table(rows, columns, screen)];
function difference({ difference: found }, { style, columns, utc }) {
  if (found === null) return [];
  const title = style.bold(`From event #${found.from} to #${found.to}`);
  return found.changes.length === 0 ? ["", title, "Nothing changed."] : [
    "",
    title,
    ...differenceLines(found.changes, utc).flatMap(
      (line) => wrap(plain(line), columns - 2).map((part, i) => i === 0 ? part : `  ${part}`)
    )
  ];
}
function differenceLines(changes, utc) {
  const lines = /* @__PURE__ */ new Map();
  for (const change of changes) {
    const name = change.about === "run" ? "run" : change.about === "step" ? change.stepKey ?? "" : `approval ${(change.approvalId ?? "").slice(0, 8)} (${change.stepKey ?? ""})`, word = FIELD_WORDS[change.field], shown = `${valueWords(change, change.before, utc)} -> ${valueWords(change, change.after, utc)}`;
    lines.set(name, [...lines.get(name) ?? [], word === "" ? shown : `${word} ${shown}`]);
  }
  return [...lines].map(([name, parts]) => `${name}: ${parts.join(", ")}`);
}
const FIELD_WORDS = {
  status: "",
  attempt: "attempt",
  agent: "agent",
  spent: "spent",
  reserved: "reserved",
  limit: "limit",
  tokens: "tokens",
  summary: "summary",
  output: "output",
  error: "error",
  retryAt: "retry at",
  expiresAt: "expires",
  endedAt: "ended",
  votes: "votes",
  halt: "halted for",
  stepsDone: "steps done"
};
function valueWords({ about, field }, value, utc) {
  if (value === null) return "none";
  if (typeof value == "number") return value.toLocaleString("en-US");
  switch (field) {
    case "spent":
    case "reserved":
    case "limit":
      return usd(value);
    case "retryAt":
    case "expiresAt":
    case "endedAt":
      return formatInstant(value, utc);
    case "status":
      return about === "step" ? stepSign(value).word : about === "run" ? runSign(value).word : value;
    case "output":
      return value.slice(0, 8);
    default:
      return `"${value}"`;
  }
}
function agreement({ agrees }, { style }) {
  return agrees === null ? [] : agrees.readModel ? ["", style.faint("This is the last event, and the read model says the same.")] : [
    "",
    style.red("The read model does not say the same. Rebuild it: missionctl projections rebuild"),
    ...agrees.differences.map(
      ({ path, state: own, readModel }) => `  ${plain(path)}: ${plain(JSON.stringify(own))} by the log, ${plain(JSON.stringify(readModel))} in the read model`
    )
  ];
}
export {
  differenceLines,
  runStateCommand
};
//# sourceMappingURL=run-state.js.map
