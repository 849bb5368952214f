import { FINDINGS, type FindingKind, type TriedOutcome } from './tried-run.js';

/** Over all runs that were tried so far. Money in nano-dollars. */
export interface TrialSums {
  readonly runs: number;
  readonly outcomes: Readonly<Record<TriedOutcome, number>>;
  /** Findings by kind, all of them. */
  readonly findings: Readonly<Record<FindingKind, number>>;
  readonly spent: bigint;
  readonly notSpent: bigint;
}

export const NO_SUMS: TrialSums = {
  runs: 0,
  outcomes: { same: 0, asked: 0, unknown: 0, stopped: 0 },
  findings: { stopped: 0, asked: 0, notAsked: 0, notRetried: 0, retried: 0, timedOut: 0, goesOn: 0 },
  spent: 0n,
  notSpent: 0n,
};

export function withRun(
  sums: TrialSums,
  run: {
    readonly outcome: TriedOutcome;
    readonly counts: ReadonlyMap<FindingKind, number>;
    readonly spent: bigint;
    readonly notSpent: bigint;
  },
): TrialSums {
  const findings = { ...sums.findings };
  for (const kind of FINDINGS) findings[kind] += run.counts.get(kind) ?? 0;
  return {
    runs: sums.runs + 1,
    outcomes: { ...sums.outcomes, [run.outcome]: sums.outcomes[run.outcome] + 1 },
    findings,
    spent: sums.spent + run.spent,
    notSpent: sums.notSpent + run.notSpent,
  };
}
