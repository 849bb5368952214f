import { Option } from "commander";
import { endpoints } from "../../api/contract/endpoints.js";
import { Failure } from "../failure.js";
import { parseJson } from "../input.js";
import { resolveRun, shortId } from "../references.js";
import { plain } from "../style.js";
import { table } from "../table.js";
import { formatDistance } from "../time.js";
import { examples, keyOption, reasonOption } from "./options.js";
import { tellState } from "./run.js";
const STATUSES = ["open", "retried", "skipped", "abandoned", "all"];
function deadLetterCommands(program, act) {
  const deadLetter = program.command("deadletter").description("steps that are out of attempts and wait for a person").aliases(["deadletters", "dead-letter"]);
  examples(
    deadLetter.command("list").alias("ls").description("dead letters with what went wrong").addOption(new Option("-s, --status <status>", "only these").choices(STATUSES).default("open")).option("--run <run>", "only of this run").action(act(async (cli, options) => list(cli, options))),
    ["deadletter list", "deadletter list --run last --status all"]
  ), examples(
    deadLetter.command("groups").description("dead letters by cause: equal failures are one group").addOption(new Option("-s, --status <status>", "only these").choices(STATUSES).default("open")).action(act(async (cli, options) => groups(cli, options.status))),
    ["deadletter groups", "deadletter groups --status all --json"]
  );
  const verbs = [
    ["retry", "give the step its attempts again, and start the first", "the service is back"],
    ["skip", "go on as if the step had given this output", "done by hand"],
    ["abandon", "give the step up; the run fails", "not worth it"]
  ];
  for (const [verb, description, reason] of verbs) {
    const command = deadLetter.command(verb).description(description).argument("<run>", "the run's id, its first or last characters, or: last").argument("[step]", "the step; not needed when the run has one open dead letter").addOption(reasonOption()).addOption(keyOption());
    verb === "skip" && command.option("-o, --output <json>", "in place of the step's output; must fit its output schema"), command.action(
      act(
        async (cli, run, step, options) => decide(cli, verb, run, step, options)
      )
    ), examples(command, [
      `deadletter ${verb} 7c9e6679 never${verb === "skip" ? ` --output '{"ok": true}'` : ""} --reason "${reason}"`,
      `deadletter ${verb} last`
    ]);
  }
}
async function list(cli, options) {
  const { screen, api } = cli, run = options.run === void 0 ? void 0 : await resolveRun(api, options.run), { value, raw } = await api.call(endpoints.listDeadLetters, {
    query: { status: options.status, ...run === void 0 ? {} : { run } }
  });
  if (screen.json) return screen.data(raw);
  if (value.items.length === 0)
    return screen.line(
      options.status === "open" ? "No dead letters: nothing waits for a decision." : "No dead letters."
    );
  table(
    value.items,
    [
      { title: "RUN", value: (each) => shortId(each.runId), paint: (cell, _, style) => style.bold(cell) },
      { title: "WORKFLOW", value: (each) => each.workflowId, shrinkTo: 8 },
      { title: "STEP", value: (each) => each.stepKey, shrinkTo: 8, paint: (cell, _, style) => style.bold(cell) },
      { title: "TRIES", value: (each) => String(each.attempts), align: "right" },
      {
        title: "STATUS",
        value: (each) => each.status,
        paint: (cell, each, style) => each.status === "open" ? style.red(cell) : cell
      },
      { title: "AT", value: (each) => formatDistance(each.at, screen.now()) },
      { title: "ERROR", value: (each) => `${each.class} ${each.code}: ${each.message}`, shrinkTo: 16 }
    ],
    screen
  ).forEach((line) => screen.line(line)), options.status === "open" && screen.line(screen.style.faint("Decide: missionctl deadletter retry|skip|abandon RUN STEP"));
}
async function groups({ screen, api }, status) {
  const { value, raw } = await api.call(endpoints.listDeadLetterGroups, { query: { status } });
  if (screen.json) return screen.data(raw);
  if (value.items.length === 0) return screen.line("No dead letters.");
  table(
    value.items,
    [
      {
        title: "COUNT",
        value: (each) => String(each.count),
        align: "right",
        paint: (cell, _, style) => style.bold(cell)
      },
      { title: "WORKFLOW", value: (each) => each.workflowId, shrinkTo: 8 },
      { title: "STEP", value: (each) => each.stepId, shrinkTo: 8 },
      { title: "RUNS", value: (each) => String(each.runs), align: "right" },
      { title: "LAST", value: (each) => formatDistance(each.lastAt, screen.now()) },
      { title: "FINGERPRINT", value: (each) => each.fingerprint },
      { title: "ERROR", value: (each) => `${each.class} ${each.code}: ${each.message}`, shrinkTo: 16 }
    ],
    screen
  ).forEach((line) => screen.line(line));
}
async function decide(cli, verb, run, step, options) {
  const output = options.output === void 0 ? void 0 : parseJson("--output", options.output), runId = await resolveRun(cli.api, run), stepKey = step ?? await onlyOne(cli, runId), { reason } = options, params = { runId, stepKey }, { raw } = verb === "skip" ? await cli.api.call(endpoints.skipStep, {
    params,
    body: { reason, ...output === void 0 ? {} : { output } },
    key: cli.key
  }) : await cli.api.call(verb === "retry" ? endpoints.retryStep : endpoints.abandonStep, {
    params,
    body: { reason },
    key: cli.key
  });
  if (cli.screen.json) return cli.screen.data(raw);
  const done = { retry: "retried", skip: "skipped", abandon: "abandoned" }[verb];
  cli.screen.line(`${done}  ${cli.screen.style.bold(plain(stepKey))}`), await tellState(cli, runId);
}
async function onlyOne(cli, runId) {
  const { value } = await cli.api.call(endpoints.listDeadLetters, { query: { status: "open", run: runId } }), [first, ...others] = value.items;
  if (first === void 0) throw new Failure("notFound", `Run ${shortId(runId)} has no open dead letter.`);
  if (others.length > 0)
    throw new Failure("invalid", `Run ${shortId(runId)} has ${value.items.length} open dead letters; name the step.`, {
      problems: value.items.map((each) => ({ path: each.stepKey, message: each.message }))
    });
  return first.stepKey;
}
export {
  deadLetterCommands
};
//# sourceMappingURL=deadletter.js.map
