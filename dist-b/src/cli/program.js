import { Command, CommanderError } from "commander";
import { agentCommands } from "./commands/agent.js";
import { approvalCommands } from "./commands/approval.js";
import { auditCommands } from "./commands/audit.js";
import { bulkCommands } from "./commands/bulk.js";
import { costCommands } from "./commands/cost.js";
import { deadLetterCommands } from "./commands/deadletter.js";
import { eventsCommands } from "./commands/events.js";
import { evidenceCommands } from "./commands/evidence.js";
import { exportCommands } from "./commands/export.js";
import { haltCommands } from "./commands/halt.js";
import { holdCommands } from "./commands/hold.js";
import { oracleCommands } from "./commands/oracle.js";
import { operatorCommands } from "./commands/operator.js";
import { policyCommands } from "./commands/policy.js";
import { projectionCommands } from "./commands/projections.js";
import { retentionCommands } from "./commands/retention.js";
import { runCommands } from "./commands/run.js";
import { sessionCommands } from "./commands/session.js";
import { subjectCommands } from "./commands/subject.js";
import { systemCommands } from "./commands/system.js";
import { workflowCommands } from "./commands/workflow.js";
import { describeExitCodes, exitCode } from "./exit-codes.js";
import { Failure } from "./failure.js";
import { actions } from "./invocation.js";
import { reportFailure } from "./report-failure.js";
import { clipMiddle, plain } from "./style.js";
import { columnsOf, terminal, wantsColour } from "./terminal.js";
async function runCli(args, around) {
  const ending = { exit: "ok" }, program = buildProgram(around, ending);
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    ending.exit = exitFor(error, around);
  }
  return exitCode(ending.exit);
}
function exitFor(error, around) {
  return error instanceof CommanderError ? error.exitCode === 0 ? "ok" : "invalid" : reportFailure(error, terminal(around, {}));
}
function buildProgram(around, ending) {
  const program = new Command("missionctl");
  program.description("Mission Control: start, watch, approve, stop and account for the work of autonomous agents.").option("--url <address>", "the server (else MC_URL, else .mission-control/cli.json here or above)").option("--key <key>", "your key (else MC_KEY, else the same file)").option("--json", "machine form: the API's answer as it is; NDJSON for streams").option("--utc", "times in UTC; default: the local zone").option("--no-color", "no colour (NO_COLOR is respected too)").exitOverride().showHelpAfterError("(add --help for the options and examples)").showSuggestionAfterError().helpCommand(!1).configureHelp({
    showGlobalOptions: !0,
    // Aliases work, but the list of commands is calmer without them.
    subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map((each) => humanReadableArgName(each))].join(" ")
  }).configureOutput({
    writeOut: (text) => around.stdout.write(text),
    writeErr: (text) => around.stderr.write(text),
    getOutHelpWidth: () => columnsOf(around.stdout, around.env),
    getErrHelpWidth: () => columnsOf(around.stderr, around.env),
    getOutHasColors: () => wantsColour(around.stdout, around.env),
    getErrHasColors: () => wantsColour(around.stderr, around.env),
    outputError: (text, write) => write(`${errorLines(text)}
`)
  });
  const act = actions(around, ending);
  return workflowCommands(program, act), runCommands(program, act), approvalCommands(program, act), deadLetterCommands(program, act), bulkCommands(program, act), eventsCommands(program, act), auditCommands(program, act), exportCommands(program, act), evidenceCommands(program, act), retentionCommands(program, act), holdCommands(program, act), subjectCommands(program, act), costCommands(program, act), policyCommands(program, act), agentCommands(program, act), haltCommands(program, act), operatorCommands(program, act), projectionCommands(program, act), oracleCommands(program, act), systemCommands(program, act), sessionCommands(program, act), helpCommand(program, around), program.addHelpText(
    "after",
    `
Examples:
  $ missionctl workflow apply my-workflow.yaml
  $ missionctl run start my-workflow --input name=value --watch
  $ missionctl approval list
  $ missionctl cost --by model

What the exit codes mean: missionctl help exit-codes`
  ), program;
}
const errorLines = (text) => text.replace(/^error: /, "error ").trimEnd().split(`
`).map((line) => clipMiddle(plain(line), 600)).join(`
`), humanReadableArgName = (argument) => {
  const name = argument.name() + (argument.variadic ? "..." : "");
  return argument.required ? `<${name}>` : `[${name}]`;
};
function helpCommand(program, around) {
  program.command("help").description("help for a command, or for: exit-codes").argument("[topic...]", "a command such as: run start").action((topic) => {
    if (topic.join(" ") === "exit-codes") {
      around.stdout.write(describeExitCodes());
      return;
    }
    let command = program;
    for (const name of topic) {
      const next = command.commands.find((each) => each.name() === name || each.aliases().includes(name));
      if (next === void 0)
        throw new Failure("invalid", `There is no command "${topic.join(" ")}".`, {
          hint: "All commands: missionctl --help"
        });
      command = next;
    }
    command.outputHelp();
  });
}
export {
  buildProgram,
  runCli
};
//# sourceMappingURL=program.js.map
