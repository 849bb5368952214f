import { asked, shortBy } from "../../domain/run/budget.js";
import { HOLD_MS } from "../../domain/run/lifecycle.js";
import { addReady, namedWaits, waitsForPerson } from "../../domain/run/waits.js";
import { held } from "../costs/reservations.js";
const MOST_PIPS = 24, LETTER = {
  pending: "-",
  awaitingApproval: "a",
  approved: "g",
  awaitingBudget: "b",
  running: "r",
  awaitingRetry: "t",
  deadLetter: "d",
  completed: "c",
  skipped: "s",
  abandoned: "x"
}, STATUS = new Map(statuses().map((status) => [LETTER[status], status]));
function statuses() {
  const isStatus = (name) => name in LETTER;
  return Object.keys(LETTER).filter(isStatus);
}
const statusesOf = (pips) => [...pips].map((letter) => STATUS.get(letter) ?? "pending");
function paint(doc) {
  const { run } = doc;
  doc.stepsChanged && (run.pips = doc.steps.size > MOST_PIPS ? null : pipsOf(doc), run.current = currentOf(doc), doc.stepsChanged = !1), (doc.waitsChanged || doc.shortOfBudget.size > 0) && (run.waits = waitsOf(doc), run.waitsForPerson = waitsForPerson(run.waits), doc.waitsChanged = !1);
}
function pipsOf(doc) {
  let pips = "";
  for (const step of inOrder(doc)) pips += LETTER[step.status];
  return pips;
}
const inOrder = (doc) => doc.steps.size === doc.plannedSteps ? doc.steps.values() : [...doc.steps.values()].sort((a, b) => a.order - b.order || (a.stepKey < b.stepKey ? -1 : 1));
function currentOf(doc) {
  if (doc.run.stepsRunning === 0) return null;
  for (const { status, stepKey, name, progressPercent: percent, progressMessage: message } of inOrder(doc))
    if (status === "running") return { stepKey, name, percent, message };
  return null;
}
function waitsOf(doc) {
  const { run } = doc;
  if (run.endedAt !== null) return [];
  const order = (stepKey) => doc.steps.get(stepKey)?.order ?? 0, ofSteps = [...doc.waits].sort(([a], [b]) => order(a) - order(b) || (a < b ? -1 : 1)), inTheWay = [];
  let ready = doc.ready;
  for (const [stepKey, wait] of ofSteps) {
    const step = doc.steps.get(stepKey);
    if (wait.kind !== "budget" || !step) inTheWay.push(wait);
    else if (isShort(run, step)) inTheWay.push({ ...wait, ...heldFor(doc) });
    else {
      const more = new Map([...ready].map(([capability, steps]) => [capability, new Set(steps)]));
      addReady(more, step.capability, stepKey), ready = more;
    }
  }
  return namedWaits({
    status: run.status,
    reason: run.reason ?? void 0,
    running: run.stepsRunning,
    parallelism: run.parallelism,
    held: inTheWay,
    ready
  }).map(
    (wait) => (wait.kind === "paused" || wait.kind === "halted") && doc.heldAt !== void 0 ? { ...wait, revision: doc.heldAt } : wait
  );
}
const account = (of) => ({
  limit: {
    nanoUsd: of.limitNanoUsd === null ? void 0 : BigInt(of.limitNanoUsd),
    tokens: of.limitTokens ?? void 0
  },
  spent: { nanoUsd: BigInt(of.spentNanoUsd), tokens: of.spentTokens },
  reserved: { nanoUsd: BigInt(of.reservedNanoUsd), tokens: of.reservedTokens }
});
function isShort(run, step) {
  const own = account(step), ask = asked({ nanoUsd: BigInt(step.estimateNanoUsd), tokens: step.estimateTokens }, own);
  return shortBy(own, ask) !== void 0 || shortBy(account(run), ask) !== void 0;
}
function heldFor(doc) {
  let first;
  for (const attempt of doc.attempts.values())
    attempt.outcome !== "running" && held(attempt).nanoUsd > 0n && attempt.dispatchedRevision < (first?.dispatchedRevision ?? 1 / 0) && (first = attempt);
  return first ? { heldByAttempt: first.attempt, until: new Date(Date.parse(first.deadlineAt) + HOLD_MS).toISOString() } : {};
}
export {
  paint,
  statusesOf,
  waitsOf
};
//# sourceMappingURL=picture.js.map
