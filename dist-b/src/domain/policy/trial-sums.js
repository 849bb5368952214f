import { FINDINGS } from "./tried-run.js";
const NO_SUMS = {
  runs: 0,
  outcomes: { same: 0, asked: 0, unknown: 0, stopped: 0 },
  findings: { stopped: 0, asked: 0, notAsked: 0, notRetried: 0, retried: 0, timedOut: 0, goesOn: 0 },
  spent: 0n,
  notSpent: 0n
};
function withRun(sums, run) {
  const findings = { ...sums.findings };
  for (const kind of FINDINGS) findings[kind] += run.counts.get(kind) ?? 0;
  return {
    runs: sums.runs + 1,
    outcomes: { ...sums.outcomes, [run.outcome]: sums.outcomes[run.outcome] + 1 },
    findings,
    spent: sums.spent + run.spent,
    notSpent: sums.notSpent + run.notSpent
  };
}
export {
  NO_SUMS,
  withRun
};
//# sourceMappingURL=trial-sums.js.map
