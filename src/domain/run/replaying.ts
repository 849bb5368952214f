import type { RunAt } from './history.js';
import type { ReplayPlan } from './replay-plan.js';
import type { Run } from './state.js';

/** What a replay would do, and of what and to what. */
export interface PlannedReplay {
  readonly plan: ReplayPlan;
  readonly origin: RunAt;
  /** How the origin stands now. */
  readonly originNow: Run;
  /** Of the new run. */
  readonly workflow: Run['workflow'];
}
