import { InvalidArgumentError } from "commander";
import { endpoints } from "../../api/contract/endpoints.js";
import { Failure } from "../failure.js";
import { parseMoment } from "../input.js";
import { pickOne, resolveRun, shortId } from "../references.js";
import { plain } from "../style.js";
import { table } from "../table.js";
import { formatDistance } from "../time.js";
import { collectList, examples, keyOption, MOMENT } from "./options.js";
const reason = (text) => {
  if (text.trim() === "") throw new InvalidArgumentError("Give a reason: it is recorded.");
  return text;
}, REASON = ["-r, --reason <text>", "why; it is recorded with your name", reason];
function holdCommands(program, act) {
  const hold = program.command("hold").description("legal holds: what is under one is neither pruned nor erased (role auditor)").alias("holds");
  examples(hold.command("list").alias("ls").description("open legal holds").action(act(list)), ["hold list"]), examples(
    hold.command("place").description("hold runs: all that fit every option that is given").option("--run <id>", "these runs", collectList).option("--workflow <id>", "runs of this workflow").option("--operator <id>", "runs that this operator started").option("--agent <id>", "runs in which this agent had an attempt").option("--since <moment>", `runs that were started from then on: ${MOMENT}`).option("--until <moment>", "runs that were started before then").requiredOption(...REASON).addOption(keyOption()).action(act(async (cli, options) => place(cli, options))),
    [
      'hold place --workflow invoice-triage --reason "audit of the tax office"',
      'hold place --run last --reason "case 7"'
    ]
  ), examples(
    hold.command("lift").description("ask to lift a hold; it holds until another person confirms").argument("<hold>", "its id, or the first or last characters").requiredOption(...REASON).addOption(keyOption()).action(act(async (cli, typed, options) => lift(cli, typed, options))),
    ['hold lift c3f4a7d2 --reason "the audit is over"']
  ), examples(
    hold.command("confirm").description("confirm that a hold is lifted: by somebody who has neither placed it nor asked to lift it").argument("<hold>", "its id, or the first or last characters").requiredOption(...REASON).addOption(keyOption()).action(act(async (cli, typed, options) => confirm(cli, typed, options))),
    ['hold confirm c3f4a7d2 --reason "checked with legal"']
  );
}
function scopeText({ scope }) {
  const { runIds, workflowId, operatorId, agentId, startedFrom, startedTo } = scope;
  return [
    runIds === void 0 ? "" : `${runIds.length === 1 ? "run" : "runs"} ${runIds.map(shortId).join(", ")}`,
    workflowId === void 0 ? "" : `workflow ${workflowId}`,
    operatorId === void 0 ? "" : `operator ${operatorId}`,
    agentId === void 0 ? "" : `agent ${agentId}`,
    startedFrom === void 0 ? "" : `from ${startedFrom.slice(0, 16)}`,
    startedTo === void 0 ? "" : `until ${startedTo.slice(0, 16)}`
  ].filter((part) => part !== "").join(", ");
}
async function list({ screen, api }) {
  const { value, raw } = await api.call(endpoints.getRetention, {});
  if (screen.json) return screen.data(raw);
  if (value.holds.length === 0) return screen.line("Nothing is under a legal hold.");
  table(
    value.holds,
    [
      { title: "HOLD", value: (each) => shortId(each.holdId), paint: (cell, _, style) => style.bold(cell) },
      { title: "SCOPE", value: scopeText, shrinkTo: 12 },
      {
        title: "PLACED",
        value: (each) => `${formatDistance(each.placedAt, screen.now())} by ${each.placedBy}`,
        shrinkTo: 12
      },
      { title: "LIFT", value: (each) => each.lift === null ? "" : `asked for by ${each.lift.by}`, shrinkTo: 6 },
      { title: "REASON", value: (each) => each.reason, shrinkTo: 10 }
    ],
    screen
  ).forEach((line) => screen.line(line));
}
async function place(cli, options) {
  const { screen, api, key } = cli, runIds = await Promise.all((options.run ?? []).map((typed) => resolveRun(api, typed))), moment = (option, text) => parseMoment(option, text, screen.now()), scope = {
    ...runIds.length === 0 ? {} : { runIds },
    ...options.workflow === void 0 ? {} : { workflowId: options.workflow },
    ...options.operator === void 0 ? {} : { operatorId: options.operator },
    ...options.agent === void 0 ? {} : { agentId: options.agent },
    ...options.since === void 0 ? {} : { startedFrom: moment("--since", options.since) },
    ...options.until === void 0 ? {} : { startedTo: moment("--until", options.until) }
  };
  if (Object.keys(scope).length === 0)
    throw new Failure("invalid", "Say what to hold: --run, --workflow, --operator, --agent, --since or --until.");
  const { value, raw } = await api.call(endpoints.placeHold, { body: { scope, reason: options.reason }, key });
  if (screen.json) return screen.data(raw);
  screen.line(`${screen.style.green("held")}  hold ${value.holdId}`);
}
async function lift(cli, typed, options) {
  const { screen, api, key } = cli, holdId = await holdNamed(cli, typed), { raw } = await api.call(endpoints.requestHoldLift, { params: { holdId }, body: options, key });
  if (screen.json) return screen.data(raw);
  screen.line(`asked to lift hold ${shortId(holdId)}; it holds until another person confirms:`), screen.line(screen.style.faint(`missionctl hold confirm ${shortId(holdId)} --reason ...`));
}
async function confirm(cli, typed, options) {
  const { screen, api, key } = cli, holdId = await holdNamed(cli, typed), { raw } = await api.call(endpoints.confirmHoldLift, { params: { holdId }, body: options, key });
  if (screen.json) return screen.data(raw);
  screen.line(`${screen.style.green("lifted")}  hold ${shortId(holdId)}`);
}
async function holdNamed({ api }, typed) {
  const { value } = await api.call(endpoints.getRetention, {}), open = value.holds.map((each) => ({ id: each.holdId, label: `${scopeText(each)}: ${plain(each.reason)}` }));
  return pickOne("open hold", typed, open, "List them: missionctl hold list");
}
export {
  holdCommands,
  scopeText
};
//# sourceMappingURL=hold.js.map
