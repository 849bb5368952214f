/** What `run watch` shows, free of where it came from. Money is nano-dollars, times are ISO 8601. */
export interface Picture {
  readonly run: PictureRun;
  /** All steps, in dependency order. */
  readonly steps: readonly PictureStep[];
  readonly waits: readonly PictureWait[];
  /** The last events, oldest first. */
  readonly events: readonly PictureEvent[];
}

export interface PictureRun {
  readonly runId: string;
  readonly workflowId: string;
  readonly version: number;
  readonly status: string;
  readonly operator: string;
  /** Of a replay: the run that it takes over from, and its event. */
  readonly source?: { readonly runId: string; readonly revision: number } | undefined;
  readonly startedAt: string;
  readonly endedAt?: string | undefined;
  readonly deadlineAt?: string | undefined;
  /** Why it was halted or failed. */
  readonly reason?: string | undefined;
  readonly budget: {
    readonly limitNano?: bigint | undefined;
    readonly spentNano: bigint;
    readonly reservedNano: bigint;
    readonly limitTokens?: number | undefined;
    readonly spentTokens: number;
  };
  readonly revision: number;
}

export interface PictureStep {
  readonly stepKey: string;
  readonly name: string;
  /** As the API says: pending, awaitingApproval, approved, awaitingBudget, running, awaitingRetry, deadLetter, completed, skipped, abandoned. */
  readonly status: string;
  readonly dependsOn: readonly string[];
  readonly tier: string;
  readonly attempt: number;
  readonly capability: string;
  readonly agent?: string | undefined;
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  readonly retryAt?: string | undefined;
  readonly costNano: bigint;
  readonly error?: string | undefined;
  /** Progress that came over the socket; never recorded. */
  readonly progress?: { readonly percent?: number | undefined; readonly message?: string | undefined } | undefined;
}

export interface PictureWait {
  /** approval, budget, retry, signal, childRun, deadLetter, paused, halted, agent, slot. */
  readonly kind: string;
  readonly stepKey?: string | undefined;
  readonly approvalId?: string | undefined;
  readonly until?: string | undefined;
  /** What it waits for in particular: a capability, a limit, a scope, a reason. */
  readonly detail?: string | undefined;
}

export interface PictureEvent {
  readonly revision: number;
  readonly type: string;
  readonly stepKey?: string | undefined;
  readonly attempt?: number | undefined;
  readonly actor: string;
  readonly at: string;
}

export type EndedStatus = 'completed' | 'failed' | 'cancelled';

export function endedAs(run: Pick<PictureRun, 'status'>): EndedStatus | undefined {
  return run.status === 'completed' || run.status === 'failed' || run.status === 'cancelled' ? run.status : undefined;
}

const WAITS_FOR_PERSON: ReadonlySet<string> = new Set(['approval', 'budget', 'deadLetter', 'paused', 'halted']);

/** Whether this wait ends only when a person does something. */
export const isForPerson = (wait: Pick<PictureWait, 'kind'>): boolean => WAITS_FOR_PERSON.has(wait.kind);

/** Only a person can move the run: it is open, nothing is at work or due by itself, and every wait is for a person. */
export function waitsForPerson(picture: Pick<Picture, 'run' | 'steps' | 'waits'>): boolean {
  if (endedAs(picture.run) !== undefined || picture.waits.length === 0) return false;
  if (!picture.waits.every(isForPerson)) return false;
  if (picture.run.status === 'halted') return true;
  const steps = byKey(picture.steps);
  return !picture.steps.some((step) => step.status === 'running' || isReady(step, picture.run, steps));
}

/** A step that could be dispatched now; in a run that is paused or halted none can. */
function isReady(step: PictureStep, run: PictureRun, steps: ReadonlyMap<string, PictureStep>): boolean {
  if (run.status !== 'running') return false;
  if (step.status === 'approved') return true;
  return step.status === 'pending' && openDependencies(step, steps).length === 0;
}

export const byKey = (steps: readonly PictureStep[]): ReadonlyMap<string, PictureStep> =>
  new Map(steps.map((step) => [step.stepKey, step]));

/** What this step still waits for, of the steps before it. */
export function openDependencies(step: PictureStep, steps: ReadonlyMap<string, PictureStep>): string[] {
  return step.dependsOn.filter((key) => {
    const before = steps.get(key);
    return before !== undefined && before.status !== 'completed' && before.status !== 'skipped';
  });
}
