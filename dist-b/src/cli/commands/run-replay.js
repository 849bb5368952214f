import { Option } from "commander";
import { endpoints } from "../../api/contract/endpoints.js";
import { Failure } from "../failure.js";
import { parseJson, parseUsd, readInput, readText } from "../input.js";
import { resolveRun } from "../references.js";
import { collect, examples, keyOption, wholeNumber } from "./options.js";
import { planLines } from "./replay-plan.js";
import { follow } from "./run-watch.js";
function runReplayCommand(run, act, argument) {
  examples(
    run.command("replay").description(
      "a new run that takes over everything up to an event of another and goes on from there; the plan is shown before it starts"
    ).argument("<run>", argument).addOption(
      new Option("--from <event>", "the last event that is taken over; its number, from 0").argParser((text) => wholeNumber(text, 0, 1e9)).makeOptionMandatory()
    ).option("-f, --input <file>", "another input: a file with a JSON object; - reads stdin").addOption(
      new Option("--version <number>", "another version of the workflow").argParser(
        (text) => wholeNumber(text, 1, 1e9)
      )
    ).option("--agent <step=agent>", "this agent for a step; may be given more than once", collect).option("--model <step=model>", "this model for a step; may be given more than once", collect).option("--output <step=file>", "the result of a step: a file with JSON; may be given more than once", collect).option("-b, --budget <usd>", "limit in dollars, in place of the workflow's own").addOption(new Option("--tokens <count>", "limit in tokens").argParser((text) => wholeNumber(text, 1, 1e15))).option("--plan", "show the plan and start nothing").option("-y, --yes", "start it without asking").option("-w, --watch", "watch it until it ends").option("--wait", "wait in silence until it ends (exit 4 when only a person can move it)").option("--no-wait", "with --watch: leave with exit 4 as soon as only a person can move it").option("--plain", "with --watch: one line for each change, no redrawing").addOption(keyOption()).action(act(async (cli, typed, options) => replay(cli, typed, options))),
    [
      "run replay 7c9e6679 --from 142 --plan",
      "run replay last --from 142 --input corrected.json --watch",
      "run replay 7c9e6679 --from 142 --output parse=parsed.json --agent summary=careful-writer --budget 2 --yes"
    ]
  );
}
async function replay(cli, typed, options) {
  const { screen, api } = cli, runId = await resolveRun(api, typed), body = await orderOf(cli, options), { value: plan, raw } = await api.call(endpoints.planReplay, { params: { runId }, body }), fits = plan.problems.length === 0, isResult = options.plan === !0 || !fits;
  if (screen.json && isResult) screen.data(raw);
  else for (const line of planLines(plan, screen)) (screen.json ? screen.note : screen.line)(line);
  if (!fits) return "invalid";
  if (options.plan === !0 || options.yes !== !0 && !await agreed(cli)) return "ok";
  const { value, raw: started } = await api.call(endpoints.replayRun, { params: { runId }, body, key: cli.key });
  if (screen.json ? screen.data(started) : screen.line(`started run ${screen.style.bold(value.runId)}, a replay from #${options.from}`), options.watch === !0) {
    const as = options.plain === !0 ? "plain" : "live";
    return follow(cli, value.runId, { as, wait: options.wait !== !1, from: 0 });
  }
  return options.wait === !0 ? follow(cli, value.runId, { as: "quiet", wait: !1 }) : (screen.json || screen.line(screen.style.faint(`watch it: missionctl run watch ${value.runId}`)), "ok");
}
async function agreed({ around, screen }) {
  if (around.ask === void 0 || screen.json)
    throw new Failure("invalid", "Nothing was started: there is nobody to ask.", {
      hint: "To start what the plan shows, give --yes; to see the plan only, --plan."
    });
  const said = await around.ask("Start it? [y/N] ");
  return /^y(es)?$/i.test(said.trim()) ? !0 : (screen.line("Nothing was started."), !1);
}
async function orderOf({ around }, options) {
  const input = await readInput({ inputFile: options.input }, around.cwd), outputs = {};
  for (const [step, file] of pairs("--output", options.output))
    outputs[step] = parseJson(`--output ${step}`, await readText(file, around.cwd));
  const agents = Object.fromEntries(pairs("--agent", options.agent)), models = Object.fromEntries(pairs("--model", options.model)), budget = {
    ...options.budget === void 0 ? {} : { usd: parseUsd("--budget", options.budget) },
    ...options.tokens === void 0 ? {} : { tokens: options.tokens }
  }, some = (given) => Object.keys(given).length > 0;
  return {
    from: options.from,
    ...input === void 0 ? {} : { input },
    ...options.version === void 0 ? {} : { version: options.version },
    ...some(agents) ? { agents } : {},
    ...some(models) ? { models } : {},
    ...some(outputs) ? { outputs } : {},
    ...some(budget) ? { budget } : {}
  };
}
function pairs(option, given) {
  const problems = [], found = /* @__PURE__ */ new Map();
  for (const text of given ?? []) {
    const equals = text.indexOf("="), step = text.slice(0, Math.max(0, equals)).trim(), value = text.slice(equals + 1).trim();
    step === "" || value === "" ? problems.push({ path: option, message: `"${text}" is not step=value` }) : found.has(step) ? problems.push({ path: option, message: `step "${step}" is given twice` }) : found.set(step, value);
  }
  if (problems.length > 0)
    throw new Failure("invalid", `${option} cannot be read.`, { problems, hint: `Give ${option} step=value.` });
  return [...found];
}
export {
  runReplayCommand
};
//# sourceMappingURL=run-replay.js.map
