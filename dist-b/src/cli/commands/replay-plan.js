import { plain } from "../style.js";
import { facts, table } from "../table.js";
import { formatDuration } from "../time.js";
import { counted, usd } from "../words.js";
function planLines(plan, screen) {
  const { style } = screen, { origin } = plan, version = plan.version === origin.version ? `v${plan.version}` : `v${origin.version}, replayed as v${plan.version}`;
  return [
    `${style.bold(plain(origin.workflowId))} ${style.faint(`${version}  run ${origin.runId}`)}`,
    `Replay from event ${style.bold(`#${origin.revision}`)} of #${origin.last}: a new run; this one stays as it is`,
    "",
    ...table(plan.steps, STEP_COLUMNS, screen),
    ...plan.dropped.map(
      ({ stepKey, had }) => `${plain(stepKey)} is not in v${plan.version}: its result (${usd(had.nanoUsd)}) is left`
    ),
    "",
    ...facts(
      [
        [
          "keeps",
          `${counted(plan.kept.steps, "result")}, which had cost ${usd(plan.kept.had.nanoUsd)} and cost nothing again`
        ],
        ["estimate", estimate(plan)],
        ["budget", plan.budget.nanoUsd === null ? "no limit in dollars" : usd(plan.budget.nanoUsd)],
        ["asks anew", plan.approvals.length === 0 ? void 0 : plan.approvals.map(approval).join(", ")]
      ],
      style
    ),
    ...effects(plan, style),
    ...plan.warnings.map(({ message }) => style.yellow(plain(message))),
    ...problems(plan, style)
  ];
}
const STEP_COLUMNS = [
  { title: "STEP", value: ({ stepKey }) => stepKey, shrinkTo: 10 },
  {
    title: "",
    value: ({ action }) => ({ keep: "keeps", give: "given", run: "runs" })[action],
    paint: (cell, { action }, style) => action === "keep" ? style.green(cell) : action === "give" ? style.magenta(cell) : style.blue(cell)
  },
  { title: "HAD COST", value: ({ had }) => had.nanoUsd === "0" ? "" : usd(had.nanoUsd), align: "right" },
  {
    title: "EXPECTED",
    value: ({ action, estimate: { nanoUsd } }) => action !== "run" ? "" : nanoUsd === null ? "unknown" : usd(nanoUsd),
    align: "right"
  },
  { title: "BECAUSE", value: ({ reasons }) => reasons.map(({ text }) => text).join("; "), shrinkTo: 20 }
];
function estimate({ estimate: { nanoUsd, durationMs, unknownCosts, unknownTimes } }) {
  const part = (known, unknown, what) => known === void 0 && unknown > 0 ? `unknown ${what}` : `about ${known ?? "nothing"}${unknown === 0 ? "" : ` and ${counted(unknown, "step")} of unknown ${what}`}`, cost = part(nanoUsd === "0" ? void 0 : usd(nanoUsd), unknownCosts, "cost"), time = part(durationMs === 0 ? void 0 : formatDuration(durationMs), unknownTimes, "time");
  return `${cost}; ${time}`;
}
const approval = ({ stepKey, tier, grantedBefore }) => `${plain(stepKey)} (${tier}${grantedBefore ? ", was granted before" : ""})`;
function effects({ effects: all, openAttempts, origin }, style) {
  const line = ({ kind, target, stepKey, revision, runId }) => `  ${plain(kind)} ${plain(target)}  ${style.faint(`${plain(stepKey)}, #${revision}${runId === origin.runId ? "" : ` of run ${runId.slice(0, 8)}`}`)}`, kept = all.filter(({ fate }) => fate === "kept"), again = all.filter(({ fate }) => fate === "again"), unknown = openAttempts.map(
    ({ stepKey, attempt, agentName, effects: count }) => `  ${plain(stepKey)} #${attempt} of ${plain(agentName)}: ${count === 0 ? "no side effect" : counted(count, "side effect")} recorded; whatever else it did is unknown`
  );
  return [
    ...kept.length === 0 ? [] : ["", "Side effects that are not repeated:", ...kept.map(line)],
    ...unknown.length === 0 ? [] : ["", "Under way at that event:", ...unknown],
    ...again.length === 0 ? [] : ["", style.red("These side effects may happen a second time: their steps run again."), ...again.map(line)]
  ];
}
function problems({ problems: all }, style) {
  return all.length === 0 ? [] : [
    "",
    style.red("It cannot be started:"),
    ...all.map(({ path, message }) => `  ${style.bold(plain(path))}  ${plain(message)}`)
  ];
}
export {
  planLines
};
//# sourceMappingURL=replay-plan.js.map
