import { Option } from "commander";
import { endpoints } from "../../api/contract/endpoints.js";
import { Failure } from "../failure.js";
import { parseUsd } from "../input.js";
import { resolveRun, shortId } from "../references.js";
import { plain } from "../style.js";
import { runSign } from "../watch/signs.js";
import { collect, examples, keyOption, reasonOption, wholeNumber } from "./options.js";
import { runCompareCommand } from "./run-compare.js";
import { describeWaits, runListCommand } from "./run-list.js";
import { runReplayCommand } from "./run-replay.js";
import { show } from "./run-show.js";
import { runStateCommand } from "./run-state.js";
import { start } from "./run-start.js";
import { runVerifyCommand } from "./run-verify.js";
import { watch } from "./run-watch.js";
import { usd } from "../words.js";
const RUN_ARGUMENT = "the run's id, its first or last characters, or: last";
function runCommands(program, act) {
  const run = program.command("run").description("start, watch and steer runs").alias("runs");
  examples(
    run.command("start").description("start a run of a workflow").argument("<workflow>", "id of the workflow").option("-i, --input <input>", "name=value, or a JSON object; may be given more than once", collect).option("-f, --input-file <file>", "a file with the input as a JSON object; - reads stdin").addOption(
      new Option("--version <number>", "this version; default: the latest").argParser(
        (text) => wholeNumber(text, 1, 1e9)
      )
    ).option("-b, --budget <usd>", "limit in dollars, in place of the workflow's own").addOption(new Option("--tokens <count>", "limit in tokens").argParser((text) => wholeNumber(text, 1, 1e15))).addOption(
      new Option("--priority <0-100>", "higher goes first; default 50").argParser(
        (text) => wholeNumber(text, 0, 100)
      )
    ).option("-w, --watch", "watch it until it ends").option("--wait", "wait in silence until it ends (exit 4 when only a person can move it)").option("--no-wait", "with --watch: leave with exit 4 as soon as only a person can move it").option("--plain", "with --watch: one line for each change, no redrawing").addOption(keyOption()).action(act(async (cli, workflow, options) => start(cli, workflow, options))),
    [
      "run start repository-report --input repository=$PWD --input range=HEAD~20..HEAD --watch",
      `run start invoice-triage --input '{"folder": "examples/invoices"}' --budget 1.50`,
      "run start nightly --input-file input.json --wait --idempotency-key nightly-2026-11-24"
    ]
  ), runListCommand(run, act), examples(
    run.command("show").description("a run as it stands now: steps, cost, waits, last events").argument("<run>", RUN_ARGUMENT).option("--attempts", "each attempt of each step too").action(
      act(async (cli, typed, options) => show(cli, typed, options.attempts === !0))
    ),
    ["run show last", "run show 7c9e6679 --attempts", "run show 7c9e6679 --json"]
  ), runStateCommand(run, act, RUN_ARGUMENT), examples(
    run.command("watch").description("a live picture of a run; it stays while the run is open, and its exit code says how the run ended").argument("<run>", RUN_ARGUMENT).option("--no-wait", "leave with exit 4 as soon as only a person can move the run").option("--plain", "one line for each change, no redrawing").action(
      act(async (cli, typed, flags) => watch(cli, await resolveRun(cli.api, typed), flags))
    ),
    [
      "run watch last",
      "run watch 7c9e6679 --no-wait || missionctl approval list",
      "run watch 7c9e6679 --plain | tee run.log"
    ]
  );
  const transitions = [
    ["cancel", "cancelRun", "end a run for good; work in flight is told to stop"],
    ["halt", "haltRun", "emergency stop of one run: nothing is dispatched from the answer on; can be resumed"],
    ["pause", "pauseRun", "dispatch nothing new; work in flight goes on"],
    ["resume", "resumeRun", "go on after a pause or a halt"]
  ];
  for (const [verb, name, description] of transitions)
    examples(
      run.command(verb).description(description).argument("<run>", RUN_ARGUMENT).addOption(reasonOption()).addOption(keyOption()).action(
        act(async (cli, typed, options) => {
          const runId = await resolveRun(cli.api, typed), { raw } = await cli.api.call(endpoints[name], {
            params: { runId },
            body: { reason: options.reason },
            key: cli.key
          });
          if (cli.screen.json) return cli.screen.data(raw);
          await tellState(cli, runId);
        })
      ),
      [`run ${verb} 7c9e6679 --reason "${verb === "resume" ? "the folder is mended" : "wrong input folder"}"`]
    );
  examples(
    run.command("budget").description("set a run's limit (not a difference), or that of one of its steps; what waited for it goes on").argument("<run>", RUN_ARGUMENT).option("--usd <amount>", "limit in dollars").addOption(new Option("--tokens <count>", "limit in tokens").argParser((text) => wholeNumber(text, 1, 1e15))).option("--step <step>", "this step's budget in place of the run's").addOption(reasonOption()).addOption(keyOption()).action(act(async (cli, typed, options) => changeBudget(cli, typed, options))),
    [
      'run budget 7c9e6679 --usd 3.00 --reason "larger repository than expected"',
      "run budget 7c9e6679 --step summary --tokens 200000"
    ]
  ), runReplayCommand(run, act, RUN_ARGUMENT), runCompareCommand(run, act, RUN_ARGUMENT), runVerifyCommand(run, act, RUN_ARGUMENT);
}
async function changeBudget(cli, typed, options) {
  const { usd: usd2, tokens, step, reason } = options;
  if (usd2 === void 0 && tokens === void 0)
    throw new Failure("invalid", "No limit is given.", { hint: "Give --usd, --tokens or both." });
  const runId = await resolveRun(cli.api, typed), { raw } = await cli.api.call(endpoints.changeRunBudget, {
    params: { runId },
    body: {
      ...usd2 === void 0 ? {} : { usd: parseUsd("--usd", usd2) },
      ...tokens === void 0 ? {} : { tokens },
      ...step === void 0 ? {} : { step },
      reason
    },
    key: cli.key
  });
  if (cli.screen.json) return cli.screen.data(raw);
  await tellState(cli, runId);
}
async function tellState(cli, runId) {
  const { screen } = cli, { value } = await cli.api.call(endpoints.getRun, { params: { runId } }), { run } = value, sign = runSign(run.status), waits = describeWaits(run), limit = run.limit.nanoUsd === null ? "" : ` of ${usd(run.limit.nanoUsd)}`;
  screen.line(
    [
      `run ${screen.style.bold(shortId(run.runId))} of ${plain(run.workflowId)} is ${screen.style[sign.colour](run.status)}`,
      `${run.steps.done} of ${run.steps.total} steps done`,
      `${usd(run.spent.nanoUsd)}${limit} spent`,
      ...waits === "" ? [] : [`waits for ${waits}`]
    ].join(", ")
  );
}
export {
  runCommands,
  tellState
};
//# sourceMappingURL=run.js.map
