import { endpoints } from "../../api/contract/endpoints.js";
import { parseMoment, readText } from "../input.js";
import { plain } from "../style.js";
import { examples } from "./options.js";
import { usd } from "../words.js";
const TIMEOUT_MS = 12e4;
function policyCommands(program, act) {
  const policy = program.command("policy").description("budgets, retries, timeouts and approvals over past runs").alias("policies");
  examples(
    policy.command("try").description("what-if: what would have been stopped, asked, retried and paid in past runs; nothing is written").option(
      "-f, --policies <file>",
      "YAML or JSON (docs/policies.md), - reads stdin; default: those of each current version"
    ).option("--since <moment>", "runs that were started since: a day, an instant, or how long ago", "30d").option("--workflow <id>", "only runs of this workflow").action(act(async (cli, options) => tryPolicies(cli, options))),
    [
      "policy try --policies policies.yaml --since 30d",
      "policy try --since 7d --workflow invoice-triage",
      "policy try -f policies.yaml --json > trial.ndjson"
    ]
  );
}
async function tryPolicies({ api, screen, around }, options) {
  const policies = options.policies === void 0 ? void 0 : await readText(options.policies, around.cwd), since = parseMoment("--since", options.since, screen.now()), { workflow } = options, { value: all } = await api.call(endpoints.countRuns, {
    query: { startedFrom: since, ...workflow === void 0 ? {} : { workflow } }
  }), total = `${all.count.toLocaleString("en-US")}${all.more ? "+" : ""}`, live = around.stderr.isTTY === !0 && !screen.json, progress = (runs) => {
    around.stderr.write(`\r\x1B[K${runs.toLocaleString("en-US")} of ${total} runs`);
  };
  let cursor, soFar, unread = 0;
  do {
    const { value } = await api.call(endpoints.tryPolicies, {
      body: { policies, since, workflow, cursor, soFar },
      timeoutMs: TIMEOUT_MS
    });
    live && around.stderr.write("\r\x1B[K");
    for (const run of value.items)
      screen.json ? screen.data(run, "line") : run.findings.length > 0 && runLines(run, screen).forEach((line) => screen.line(line));
    for (const { runId, reason } of value.skipped) screen.note(`Run ${runId} was left out: ${reason}`);
    unread += value.skipped.length, soFar = value.soFar, cursor = value.next, live && progress(soFar.sums.runs + unread);
  } while (cursor !== void 0);
  if (live && around.stderr.write("\r\x1B[K"), screen.json) return screen.data({ sums: soFar.sums, skipped: unread }, "line");
  sumLines(soFar.sums, screen).forEach((line) => screen.line(line));
}
function runLines(run, { style }) {
  const words = {
    same: "as it was",
    asked: "somebody is asked",
    unknown: "outcome unknown",
    stopped: "stopped"
  }, saved = run.notSpentNanoUsd === "0" ? "" : `, at least ${usd(run.notSpentNanoUsd)} of ${usd(run.spentNanoUsd)} not spent`, listed = Object.values(run.counts).reduce((sum, one) => sum + one, 0);
  return [
    `${style.bold(run.runId)} ${plain(run.workflowId)} v${run.version}: ${words[run.outcome]}${saved}`,
    ...run.findings.map(
      ({ revision, text, notSpentNanoUsd, estimated }) => `  #${revision} ${plain(text)}${notSpentNanoUsd === "0" ? "" : ` ${usd(notSpentNanoUsd)} not spent.`}${estimated ? style.faint(" (estimated)") : ""}`
    ),
    ...listed > run.findings.length ? [style.faint(`  and ${listed - run.findings.length} more`)] : []
  ];
}
function sumLines({ runs, outcomes, findings, spentNanoUsd, notSpentNanoUsd }, { style }) {
  const count = (n, what) => `${n.toLocaleString("en-US")} ${what}`;
  return [
    "",
    style.bold(
      `${count(runs, runs === 1 ? "run" : "runs")}: ${count(outcomes.stopped, "stopped")}, ${count(outcomes.asked, "with questions")}, ${count(outcomes.unknown, "with an unknown outcome")}, ${count(outcomes.same, "as they were")}`
    ),
    `${count(findings.asked, "approvals more")}, ${count(findings.notAsked, "fewer")}; ${count(findings.retried, "retries more")}, ${count(findings.notRetried, "fewer")}; ${count(findings.timedOut, "timeouts more")}, ${count(findings.goesOn, "fewer")}`,
    `${usd(spentNanoUsd)} was spent; at least ${usd(notSpentNanoUsd)} of it would not have been`
  ];
}
export {
  policyCommands,
  runLines,
  sumLines
};
//# sourceMappingURL=policy.js.map
