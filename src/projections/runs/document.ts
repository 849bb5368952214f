import { InconsistentEvent } from '../batch/inconsistent.js';
import type { Changes } from '../batch/changes.js';
import type { ApprovalRow, AttemptRow, DeadLetterRow, RunRow, StepRow, Wait } from '../rows.js';

/** The rows of one run, as they are folded: kept in memory while it is open. */
export interface RunDocument {
  readonly run: RunRow;
  readonly steps: Map<string, StepRow>;
  /** By lease id. */
  readonly attempts: Map<string, AttemptRow>;
  readonly approvals: Map<string, ApprovalRow>;
  /** The open ones, by step key. */
  readonly deadLetters: Map<string, DeadLetterRow>;
  /** Steps by the id of a step that they depend on. */
  readonly dependents: Map<string, StepRow[]>;
  /** What single steps wait for, by step key. */
  readonly waits: Map<string, Wait>;
  /** Steps that could be dispatched, by capability. */
  readonly ready: Map<string, Set<string>>;
  /** Those of them that were short of a budget when they asked. */
  readonly shortOfBudget: Set<string>;
  /** Revision of the event that paused or halted it. */
  heldAt: number | undefined;
  /** Agents that had an attempt in it. */
  readonly agents: Set<string>;
  /** Steps of the definition; there may be iterations beside them. */
  plannedSteps: number;
  /** What `paint` has to do at the end of a batch. */
  waitsChanged: boolean;
  stepsChanged: boolean;
  /** The event at hand changed the status of the run or of a step. */
  stateChanged: boolean;
}

export interface RunRows {
  readonly run: RunRow;
  readonly steps: readonly StepRow[];
  readonly attempts: readonly AttemptRow[];
  readonly approvals: readonly ApprovalRow[];
  readonly deadLetters: readonly DeadLetterRow[];
}

export function runDocument(rows: RunRows): RunDocument {
  const doc: RunDocument = {
    run: rows.run,
    steps: new Map(),
    attempts: new Map(rows.attempts.map((attempt) => [attempt.leaseId, attempt])),
    approvals: new Map(rows.approvals.map((approval) => [approval.approvalId, approval])),
    deadLetters: new Map(rows.deadLetters.map((letter) => [letter.stepKey, letter])),
    dependents: new Map(),
    waits: new Map(),
    ready: new Map(),
    shortOfBudget: new Set(),
    heldAt: rows.run.waits.find(({ kind }) => kind === 'paused' || kind === 'halted')?.revision,
    agents: new Set(rows.attempts.map(({ agentId }) => agentId)),
    plannedSteps: rows.steps.filter(({ stepKey, stepId }) => stepKey === stepId).length,
    waitsChanged: false,
    stepsChanged: false,
    stateChanged: false,
  };
  for (const step of rows.steps) addStep(doc, step);
  for (const step of rows.steps) if (step.wait) keepWait(doc, step, step.wait);
  for (const step of rows.steps) if (isReady(doc, step)) readySet(doc, step).add(step.stepKey);
  return doc;
}

export function keepWait(doc: RunDocument, step: StepRow, wait: Wait | null): void {
  doc.waits.delete(step.stepKey);
  doc.shortOfBudget.delete(step.stepKey);
  step.wait = wait;
  if (!wait) return;
  doc.waits.set(step.stepKey, wait);
  if (wait.kind === 'budget') doc.shortOfBudget.add(step.stepKey);
}

export function addStep(doc: RunDocument, step: StepRow): void {
  doc.steps.set(step.stepKey, step);
  for (const id of step.dependsOn) {
    const others = doc.dependents.get(id);
    if (others) others.push(step);
    else doc.dependents.set(id, [step]);
  }
}

function isDone(doc: RunDocument, stepId: string): boolean {
  const status = doc.steps.get(stepId)?.status;
  return status === 'completed' || status === 'skipped';
}

/** Could be dispatched at once, if an agent took it. */
export function isReady(doc: RunDocument, step: StepRow): boolean {
  if (doc.run.stepsToCarry > 0) return false;
  if (step.status === 'approved') return true;
  return step.status === 'pending' && dependenciesDone(doc, step);
}

/** Of a step that has to wait: the first dependency that was not done. What is done stays done, and one of 10,000 is not asked of all of them after each. */
const firstOpen = new WeakMap<StepRow, number>();

export function dependenciesDone(doc: RunDocument, step: StepRow): boolean {
  const { dependsOn } = step;
  let place = firstOpen.get(step) ?? 0;
  while (place < dependsOn.length && isDone(doc, dependsOn[place] ?? '')) place++;
  firstOpen.set(step, place);
  return place === dependsOn.length;
}

export function readySet(doc: RunDocument, step: StepRow): Set<string> {
  const known = doc.ready.get(step.capability);
  if (known) return known;
  const made = new Set<string>();
  doc.ready.set(step.capability, made);
  return made;
}

export function stepOf(
  doc: RunDocument,
  ref: { readonly stepKey: string; readonly stepId: string },
  changes: Changes,
): StepRow {
  const known = doc.steps.get(ref.stepKey);
  if (known) return known;
  const pattern = doc.steps.get(ref.stepId);
  if (!pattern) throw new InconsistentEvent(`run ${doc.run.runId} has no step "${ref.stepId}"`);
  const step: StepRow = { ...pattern, stepKey: ref.stepKey };
  addStep(doc, step);
  doc.run.stepsTotal++;
  doc.stepsChanged = true;
  changes.steps.insert(step);
  return step;
}

export function attemptOf(doc: RunDocument, leaseId: string): AttemptRow {
  const attempt = doc.attempts.get(leaseId);
  if (!attempt) throw new InconsistentEvent(`run ${doc.run.runId} has no lease ${leaseId}`);
  return attempt;
}

export function approvalOf(doc: RunDocument, approvalId: string): ApprovalRow {
  const approval = doc.approvals.get(approvalId);
  if (!approval) throw new InconsistentEvent(`run ${doc.run.runId} has no approval ${approvalId}`);
  return approval;
}

/** Where the run stands after an event. */
export function standAt(doc: RunDocument, revision: number, position: string, changes: Changes): void {
  const { run } = doc;
  run.revision = revision;
  run.position = position;
  if (doc.stateChanged) {
    run.stateRevision = revision;
    run.statePosition = position;
    doc.stateChanged = false;
  }
  changes.runs.update(run);
}
