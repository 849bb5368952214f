import { endpoints } from "../../api/contract/endpoints.js";
import { plain } from "../style.js";
import { table } from "../table.js";
import { formatDuration, formatInstant } from "../time.js";
import { examples, wholeNumber } from "./options.js";
import { usd } from "../words.js";
function workflowVersionCommands(workflow, act) {
  examples(
    workflow.command("versions").description("all versions of a workflow, with the runs and the cost of each").argument("<workflow>", "id of the workflow").action(act(versions)),
    ["workflow versions repository-report"]
  ), examples(
    workflow.command("diff").description("what differs between two versions, by step and field").argument("<workflow>", "id of the workflow").argument("<from>", "a version", version).argument("<to>", "another version", version).action(act(diff)),
    ["workflow diff repository-report 1 2", "workflow diff repository-report 2 3 --json"]
  );
}
const version = (text) => wholeNumber(text.replace(/^v/, ""), 1, 1e9);
async function versions({ screen, api }, workflowId) {
  const { value, raw } = await api.call(endpoints.listWorkflowVersions, { params: { workflowId } });
  if (screen.json) return screen.data(raw);
  table(
    value.items,
    [
      {
        title: "VERSION",
        value: (each) => `v${each.version}`,
        align: "right",
        paint: (cell, _, style) => style.bold(cell)
      },
      {
        title: "SAVED",
        value: (each) => `${formatInstant(each.savedAt, screen.utc)} by ${each.savedBy}`,
        shrinkTo: 16
      },
      { title: "STEPS", value: (each) => String(each.steps), align: "right" },
      { title: "RUNS", value: (each) => String(each.runs.total), align: "right" },
      { title: "COMPLETED", value: (each) => String(each.runs.completed), align: "right" },
      {
        title: "FAILED",
        value: (each) => String(each.runs.failed),
        align: "right",
        paint: (cell, each, style) => each.runs.failed > 0 ? style.red(cell) : cell
      },
      {
        title: "MEDIAN",
        value: ({ runs }) => runs.medianDurationMs === null ? "" : formatDuration(runs.medianDurationMs),
        align: "right"
      },
      {
        title: "AVERAGE",
        value: ({ runs }) => runs.averageNanoUsd === null ? "" : usd(runs.averageNanoUsd),
        align: "right"
      }
    ],
    screen
  ).forEach((line) => screen.line(line));
}
async function diff({ screen, api }, workflowId, from, to) {
  const { value, raw } = await api.call(endpoints.diffWorkflow, { params: { workflowId }, query: { from, to } });
  if (screen.json) return screen.data(raw);
  const { style } = screen, title = `${style.bold(plain(workflowId))} v${from} \u2192 v${to}`;
  if (value.same) return screen.line(`${title}  ${style.faint("the same")}`);
  screen.line(title);
  for (const line of diffLines(value, style)) screen.line(line);
}
const SIGNS = { added: "+", removed: "-", changed: "~" };
function diffLines({ workflow, steps }, style) {
  const field = (change, indent) => [
    `${indent}${plain(change.field)}`,
    ...change.before === void 0 ? [] : [`${indent}  ${style.red(`- ${shown(change.before)}`)}`],
    ...change.after === void 0 ? [] : [`${indent}  ${style.green(`+ ${shown(change.after)}`)}`]
  ];
  return [
    ...workflow.flatMap((change) => field(change, "  ")),
    ...steps.flatMap((step) => {
      const paint = { added: style.green, removed: style.red, changed: style.yellow }[step.kind], moved = step.moved ? style.faint(" moved") : "";
      return [
        `${paint(`${SIGNS[step.kind]} step ${plain(step.stepId)}`)} ${style.faint(step.kind)}${moved}`,
        ...step.fields.flatMap((change) => field(change, "    "))
      ];
    })
  ];
}
const shown = (value) => plain(typeof value == "string" ? value : JSON.stringify(value));
export {
  workflowVersionCommands
};
//# sourceMappingURL=workflow-versions.js.map
