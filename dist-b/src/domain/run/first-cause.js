import { neighboursOf } from "../workflow/neighbours.js";
import { isFailure } from "./failure-events.js";
function firstCause(facts) {
  if (facts.status === "completed") return;
  const given = givenUp(facts), causes = (given.length > 0 ? given : ended(facts) ? stillFailing(facts) : []).map((cause) => explained(cause, facts)).sort((a, b) => a.revision - b.revision), [first, ...others] = unique(causes);
  if (first) return { first, others };
  const end = endOf(facts);
  return end && { first: end, others: [] };
}
const ended = ({ status }) => status === "failed" || status === "cancelled";
function givenUp(facts) {
  return facts.steps.flatMap((step) => {
    const { status, stepKey } = step, refused = lastRefusal(facts, stepKey), byIt = facts.ended?.stepKey === stepKey && status !== "completed", held = refused !== void 0 && facts.status === "halted" && status === "pending";
    if (status !== "deadLetter" && status !== "abandoned" && !byIt && !held) return [];
    const cause = causeOf(facts, stepKey);
    return cause ? [cause] : [];
  });
}
const stillFailing = (facts) => facts.steps.flatMap(({ status, stepKey }) => {
  if (status === "completed" || status === "skipped") return [];
  const cause = causeOf(facts, stepKey);
  return cause ? [cause] : [];
});
function causeOf(facts, stepKey) {
  const of = facts.events.filter((event) => event.stepKey === stepKey), again = of.findLastIndex(({ type }) => type === "StepRedriven"), first = of.slice(again + 1).find(({ type }) => isFailure(type) && type !== "RunFailed");
  return first && { kind: kindOf(first.type), stepKey, revision: first.revision };
}
function kindOf(type) {
  return type === "ApprovalRejected" ? "rejected" : type === "ApprovalExpired" ? "expired" : "step";
}
function lastRefusal(facts, stepKey) {
  return facts.events.findLast(
    (event) => event.stepKey === stepKey && (event.type === "ApprovalRejected" || event.type === "ApprovalExpired")
  );
}
function explained(cause, facts) {
  const step = facts.steps.find(({ stepKey }) => stepKey === cause.stepKey);
  if (!step || cause.kind !== "step") return cause;
  const skipped = neighboursOf(facts.steps, step).before.filter(
    ({ status, hasOutput }) => status === "skipped" && !hasOutput
  ), skips = facts.events.filter(
    ({ type, stepKey }) => type === "StepSkipped" && skipped.some((one) => one.stepKey === stepKey)
  ), [earliest] = skips.filter(({ revision }) => revision < cause.revision);
  return earliest ? { kind: "skipped", stepKey: earliest.stepKey, revision: earliest.revision } : cause;
}
function unique(causes) {
  return causes.filter((cause, i) => causes.findIndex(({ revision }) => revision === cause.revision) === i);
}
function endOf(facts) {
  const short = facts.events.findLast(({ type }) => type === "BudgetExceeded");
  if (facts.ended?.because === "budget" && short)
    return { kind: "budget", stepKey: short.stepKey, revision: short.revision };
  const failed = facts.events.findLast(({ type }) => type === "RunFailed");
  return failed ? { kind: "deadline", stepKey: facts.ended?.stepKey ?? null, revision: failed.revision } : facts.steps.find(({ status }) => status === "awaitingBudget") && short && facts.status !== "cancelled" ? { kind: "budget", stepKey: short.stepKey, revision: short.revision } : void 0;
}
function stoppedBy(cause, steps) {
  const step = steps.find(({ stepKey }) => stepKey === cause.stepKey);
  return (step ? neighboursOf(steps, step).after : steps).filter(({ status, attempt }) => attempt === 0 && (status === "pending" || status === "approved"));
}
export {
  firstCause,
  stoppedBy
};
//# sourceMappingURL=first-cause.js.map
