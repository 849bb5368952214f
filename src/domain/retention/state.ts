import type { HoldScope, RetainedRun, RetentionMonths } from './events.js';

export interface Hold {
  readonly holdId: string;
  readonly scope: HoldScope;
  readonly reason: string;
  readonly placedBy: string;
  readonly placedAt: string;
  /** Who asks to lift it; undefined while nobody does. */
  lift: { readonly by: string; readonly at: string; readonly reason: string } | undefined;
}

export interface Retention {
  /** undefined: no policy, and nothing is ever pruned. */
  months: RetentionMonths | undefined;
  /** When it was set, in milliseconds. */
  policyAt: number | undefined;
  /** Open ones. */
  holds: Hold[];
  /** Ids of holds that were lifted. */
  lifted: string[];
  /** Keys that were destroyed. */
  erased: string[];
  /** Proofs whose runs are not wholly deleted yet, with the time of the proof in milliseconds. */
  pruning: { readonly pruneId: string; readonly at: number }[];
  /** The newest proof, with its time in milliseconds. */
  lastProof: { readonly revision: number; readonly at: number } | undefined;
}

/** The least that anything is kept, whatever a policy says. */
export const FLOOR_MONTHS = 6;

/** The open holds that a run is under. */
export const holdsOn = ({ holds }: Pick<Retention, 'holds'>, run: RetainedRun): readonly Hold[] =>
  holds.filter(({ scope }) => fits(scope, run));

function fits(scope: HoldScope, run: RetainedRun): boolean {
  return (
    (scope.runIds === undefined || scope.runIds.includes(run.runId)) &&
    (scope.workflowId === undefined || scope.workflowId === run.workflowId) &&
    (scope.operatorId === undefined || scope.operatorId === run.operatorId) &&
    (scope.agentId === undefined || run.agentIds.includes(scope.agentId)) &&
    (scope.startedFrom === undefined || Date.parse(run.startedAt) >= Date.parse(scope.startedFrom)) &&
    (scope.startedTo === undefined || Date.parse(run.startedAt) <= Date.parse(scope.startedTo))
  );
}

/** When a run may be pruned, in milliseconds; undefined: never, as things are. An open run never may. */
export function expiryOf(months: RetentionMonths | undefined, run: RetainedRun): number | undefined {
  const kept = months?.[run.class];
  if (kept === undefined || run.endedAt === undefined) return undefined;
  return addMonths(Date.parse(run.endedAt), Math.max(kept, FLOOR_MONTHS));
}

/** The same day of the month so many months later, or the last of that month. */
function addMonths(at: number, months: number): number {
  const from = new Date(at);
  const then = new Date(at);
  then.setUTCMonth(from.getUTCMonth() + months);
  if (then.getUTCDate() !== from.getUTCDate()) then.setUTCDate(0);
  return then.getTime();
}
