import { asked, shortBy } from '../../domain/run/budget.js';
import { HOLD_MS } from '../../domain/run/lifecycle.js';
import type { StepStatus } from '../../domain/run/state.js';
import { addReady, namedWaits, waitsForPerson } from '../../domain/run/waits.js';
import { held } from '../costs/reservations.js';
import type { CurrentStep, RunRow, StepRow, Time, Wait } from '../rows.js';
import type { RunDocument } from './document.js';

/** More than these are no picture any more. */
const MOST_PIPS = 24;
const LETTER: Readonly<Record<StepStatus, string>> = {
  pending: '-',
  awaitingApproval: 'a',
  approved: 'g',
  awaitingBudget: 'b',
  running: 'r',
  awaitingRetry: 't',
  deadLetter: 'd',
  completed: 'c',
  skipped: 's',
  abandoned: 'x',
};
const STATUS: ReadonlyMap<string, StepStatus> = new Map(statuses().map((status) => [LETTER[status], status]));
function statuses(): StepStatus[] {
  const isStatus = (name: string): name is StepStatus => name in LETTER;
  return Object.keys(LETTER).filter(isStatus);
}

/** Statuses of a row's pips, in the definition's order. */
export const statusesOf = (pips: string): StepStatus[] => [...pips].map((letter) => STATUS.get(letter) ?? 'pending');

/** Once at the end of a batch: what of a run's row follows from all of its steps. */
export function paint(doc: RunDocument): void {
  const { run } = doc;
  if (doc.stepsChanged) {
    run.pips = doc.steps.size > MOST_PIPS ? null : pipsOf(doc);
    run.current = currentOf(doc);
    doc.stepsChanged = false;
  }
  // What is short of a budget follows from the money, which moves without any step's doing.
  if (doc.waitsChanged || doc.shortOfBudget.size > 0) {
    run.waits = waitsOf(doc);
    run.waitsForPerson = waitsForPerson(run.waits);
    doc.waitsChanged = false;
  }
}

function pipsOf(doc: RunDocument): string {
  let pips = '';
  for (const step of inOrder(doc)) pips += LETTER[step.status];
  return pips;
}

/** Iterations of a step come after the steps of the definition in the map, and beside their step in the picture. */
const inOrder = (doc: RunDocument): Iterable<StepRow> =>
  doc.steps.size === doc.plannedSteps
    ? doc.steps.values()
    : [...doc.steps.values()].sort((a, b) => a.order - b.order || (a.stepKey < b.stepKey ? -1 : 1));

function currentOf(doc: RunDocument): CurrentStep | null {
  if (doc.run.stepsRunning === 0) return null;
  for (const { status, stepKey, name, progressPercent: percent, progressMessage: message } of inOrder(doc))
    if (status === 'running') return { stepKey, name, percent, message };
  return null;
}

/**
 * What the run waits for, by the rule of its state, as far as the rows tell it: a row has no clock, so that a retry waits until it is
 * dispatched.
 */
export function waitsOf(doc: RunDocument): Wait[] {
  const { run } = doc;
  if (run.endedAt !== null) return [];
  const order = (stepKey: string): number => doc.steps.get(stepKey)?.order ?? 0;
  const ofSteps = [...doc.waits].sort(([a], [b]) => order(a) - order(b) || (a < b ? -1 : 1));
  const inTheWay: Wait[] = [];
  let ready: ReadonlyMap<string, ReadonlySet<string>> = doc.ready;
  for (const [stepKey, wait] of ofSteps) {
    const step = doc.steps.get(stepKey);
    if (wait.kind !== 'budget' || !step) inTheWay.push(wait);
    else if (isShort(run, step)) inTheWay.push({ ...wait, ...heldFor(doc) });
    else {
      const more = new Map([...ready].map(([capability, steps]) => [capability, new Set(steps)]));
      addReady(more, step.capability, stepKey);
      ready = more;
    }
  }
  const waits = namedWaits({
    status: run.status,
    reason: run.reason ?? undefined,
    running: run.stepsRunning,
    parallelism: run.parallelism,
    held: inTheWay,
    ready,
  });
  return waits.map((wait) =>
    (wait.kind === 'paused' || wait.kind === 'halted') && doc.heldAt !== undefined
      ? { ...wait, revision: doc.heldAt }
      : wait,
  );
}

const account = (of: RunRow | StepRow) => ({
  limit: {
    nanoUsd: of.limitNanoUsd === null ? undefined : BigInt(of.limitNanoUsd),
    tokens: of.limitTokens ?? undefined,
  },
  spent: { nanoUsd: BigInt(of.spentNanoUsd), tokens: of.spentTokens },
  reserved: { nanoUsd: BigInt(of.reservedNanoUsd), tokens: of.reservedTokens },
});

function isShort(run: RunRow, step: StepRow): boolean {
  const own = account(step);
  const ask = asked({ nanoUsd: BigInt(step.estimateNanoUsd), tokens: step.estimateTokens }, own);
  return shortBy(own, ask) !== undefined || shortBy(account(run), ask) !== undefined;
}

/** Money that the first attempt whose lease is gone still holds, and until when. */
function heldFor(doc: RunDocument): { heldByAttempt?: number; until?: Time } {
  let first: { attempt: number; deadlineAt: Time; dispatchedRevision: number } | undefined;
  for (const attempt of doc.attempts.values())
    if (
      attempt.outcome !== 'running' &&
      held(attempt).nanoUsd > 0n &&
      attempt.dispatchedRevision < (first?.dispatchedRevision ?? Infinity)
    )
      first = attempt;
  if (!first) return {};
  return { heldByAttempt: first.attempt, until: new Date(Date.parse(first.deadlineAt) + HOLD_MS).toISOString() };
}
