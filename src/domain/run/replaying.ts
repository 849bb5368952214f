import type { RunId } from '../kernel/ids.js';
import type { BudgetInput } from './commands.js';
import type { RunAt } from './history.js';
import type { ReplayChanges, ReplayPlan } from './replay-plan.js';
import type { Run } from './state.js';

/** What shall be replayed, and how. */
export interface ReplayOrder {
  readonly origin: { readonly runId: RunId; readonly revision: number };
  readonly changes: ReplayChanges;
  /** Instead of the definition's budget. */
  readonly budget?: BudgetInput | undefined;
}

export interface PlannedReplay {
  readonly plan: ReplayPlan;
  readonly origin: RunAt;
  /** How the origin stands now. */
  readonly originNow: Run;
  /** Of the new run. */
  readonly workflow: Run['workflow'];
}
