import { endpoints } from "../../api/contract/endpoints.js";
import { Failure } from "../failure.js";
import { resolveRun } from "../references.js";
import { plain } from "../style.js";
import { canvas } from "../watch/draw.js";
import { examples } from "./options.js";
import { counted } from "../words.js";
const PAGE = 500, TIMEOUT_MS = 6e5;
function runVerifyCommand(run, act, argument) {
  examples(
    run.command("verify-replay").description(
      "decide every recorded command again with today's code, and name the first event that would differ (exit 1); nothing is written"
    ).argument("[run]", argument).option("--all", "every run, workflow, agent and operator, every bulk action, and the emergency stops").action(
      act(async (cli, typed, options) => {
        if (options.all === !0) return verifyAll(cli);
        if (typed === void 0)
          throw new Failure("invalid", "Which run?", { hint: "Give a run, or --all for all of them." });
        return verifyOne(cli, typed);
      })
    ),
    ["run verify-replay last", "run verify-replay 7c9e6679 --json", "run verify-replay --all"]
  );
}
async function verifyOne(cli, typed) {
  const { screen, api } = cli, runId = await resolveRun(api, typed), { value, raw } = await api.call(endpoints.verifyRunReplay, { params: { runId }, timeoutMs: TIMEOUT_MS });
  return screen.json ? screen.data(raw) : report(value, screen.style).forEach((line) => screen.line(line)), value.difference === null ? "ok" : "unexpected";
}
async function verifyAll(cli) {
  const { screen, api, around } = cli, sum = { streams: 0, commands: 0, events: 0, differ: 0, notDecided: /* @__PURE__ */ new Map() }, live = !screen.json && around.stdout.isTTY === !0 ? canvas(around.stdout) : void 0, { value: runs } = await api.call(endpoints.countRuns, {}), told = () => `${progress(sum)}, of ${runs.more ? "more than " : ""}${runs.count} runs and what is beside`;
  try {
    for await (const { value, raw } of verifications(cli))
      add(sum, value), screen.json ? screen.data(raw, "line") : value.difference !== null && (live?.end(), report(value, screen.style).forEach((line) => screen.line(line))), live?.draw([told()]);
  } finally {
    live?.end(), screen.json || conclude(sum, around.interrupted.aborted).forEach((line) => screen.line(line));
  }
  return sum.differ === 0 ? "ok" : "unexpected";
}
async function* verifications(cli) {
  const { api } = cli;
  for (let cursor; ; ) {
    const query = { limit: PAGE, ...cursor === void 0 ? {} : { cursor } }, { value } = await api.call(endpoints.listRuns, { query });
    for (const { runId } of value.items)
      yield await api.call(endpoints.verifyRunReplay, { params: { runId }, timeoutMs: TIMEOUT_MS });
    if (value.next === void 0) break;
    cursor = value.next;
  }
  for await (const stream of otherStreams(cli)) {
    const verified = await verifyStream(cli, stream);
    verified && (yield verified);
  }
}
async function* otherStreams({ api }) {
  const workflows = await api.call(endpoints.listWorkflows, {});
  for (const { workflowId } of workflows.value.items) yield `workflow-${workflowId}`;
  const agents = await api.call(endpoints.listAgents, {});
  for (const { agentId } of agents.value.items) yield `agent-${agentId}`;
  const operators = await api.call(endpoints.listOperators, {});
  for (const { operatorId } of operators.value.items) yield `operator-${operatorId}`;
  yield "control";
  for (let cursor; ; ) {
    const query = { limit: PAGE, ...cursor === void 0 ? {} : { cursor } }, { value } = await api.call(endpoints.listBulks, { query });
    for (const { bulkId } of value.items) yield `bulk-${bulkId}`;
    if (value.next === void 0) return;
    cursor = value.next;
  }
}
async function verifyStream({ api }, stream) {
  try {
    return await api.call(endpoints.verifyStreamReplay, { params: { stream }, timeoutMs: TIMEOUT_MS });
  } catch (error) {
    if (error instanceof Failure && error.more.code === "STREAM.NOT_FOUND") return;
    throw error;
  }
}
function add(sum, { commands, events, notDecided, difference }) {
  sum.streams++, sum.commands += commands, sum.events += events, difference !== null && sum.differ++;
  for (const each of notDecided) {
    const what = `${each.name}: ${each.because}`;
    sum.notDecided.set(what, (sum.notDecided.get(what) ?? 0) + each.commands);
  }
}
const progress = ({ streams, commands, events, differ }) => `${counted(streams, "stream")}: ${counted(commands, "command")} decided again, ${counted(events, "event")} as recorded, ${differ} ${differ === 1 ? "differs" : "differ"}`;
function conclude(sum, interrupted) {
  const lines = [`${interrupted ? "stopped after " : ""}${progress(sum)}`];
  for (const [what, commands] of sum.notDecided)
    lines.push(`not decided again: ${counted(commands, "command")} (${plain(what)})`);
  return lines;
}
function report({ stream, commands, events, notDecided, difference }, style) {
  const left = notDecided.map(
    ({ name, because, commands: n }) => `not decided again: ${counted(n, "command")} (${plain(name)}: ${plain(because)})`
  ), sum = `${counted(commands, "command")} decided again, ${counted(events, "event")} as recorded`;
  if (difference === null) return [`${style.green("the same")}  ${plain(stream)}: ${sum}`, ...left];
  const { revision, command, recorded, decided, refused, fields } = difference;
  return [
    `${style.red("differs")}   ${plain(stream)} at event #${revision}, by ${plain(command.name)}; before it ${sum}`,
    `  recorded  ${recorded === null ? "nothing" : recorded.type}`,
    refused === null ? `  today     ${decided === null ? "nothing" : decided.type}` : `  today     refused, ${refused.code}: ${plain(refused.message)}`,
    ...fields.map(
      ({ path, recorded: before, decided: after }) => `    ${plain(path)}  ${before === void 0 ? "absent" : plain(JSON.stringify(before))} -> ${after === void 0 ? "absent" : plain(JSON.stringify(after))}`
    ),
    ...left
  ];
}
export {
  runVerifyCommand
};
//# sourceMappingURL=run-verify.js.map
