import { RunId, StepKey } from "../domain/kernel/ids.js";
import { formatUsd } from "../domain/kernel/money.js";
import { ACTIONS_ON_DEAD_LETTERS } from "./contract/bulk.js";
function questionOf(action, target) {
  const onLetters = ACTIONS_ON_DEAD_LETTERS.includes(action);
  if ("filter" in target) return { of: onLetters ? "deadLetters" : "runs", filter: target.filter };
  if ("fingerprint" in target) return { of: "deadLetters", ...target };
  if ("deadLetters" in target) return { of: "named", runs: unique(target.deadLetters.map(({ runId }) => runId)) };
  const runs = unique(target.runs);
  return onLetters ? { of: "deadLetters", runs } : { of: "named", runs };
}
function itemsOf(action, target, found) {
  if ("deadLetters" in target)
    return [...new Map(target.deadLetters.map((item) => [`${item.runId} ${item.stepKey}`, item])).values()];
  if (!("runs" in target)) return found.map(itemOf);
  const runs = unique(target.runs);
  if (!ACTIONS_ON_DEAD_LETTERS.includes(action)) return runs.map((runId) => ({ runId }));
  const letters = /* @__PURE__ */ new Map();
  for (const one of found) letters.set(one.runId, [...letters.get(one.runId) ?? [], itemOf(one)]);
  return runs.flatMap((runId) => letters.get(runId) ?? [{ runId }]);
}
const itemOf = ({ runId, stepKey }) => ({
  runId: RunId.parse(runId),
  ...stepKey === null ? {} : { stepKey: StepKey.parse(stepKey) }
}), unique = (list) => [...new Set(list)];
function describeTarget(target) {
  return "fingerprint" in target ? [
    `fingerprint ${target.fingerprint}`,
    target.workflow === void 0 ? "" : `workflow ${target.workflow}`,
    target.step === void 0 ? "" : `step ${target.step}`
  ].filter((part) => part !== "").join(", ") : "filter" in target ? describeFilter(target.filter) : void 0;
}
const WORDS = {
  text: "text",
  status: "status",
  workflow: "workflow",
  version: "version",
  agent: "agent",
  operator: "operator",
  replayOf: "replays of",
  trigger: "trigger",
  waitsFor: "waits for",
  minNanoUsd: "cost at least",
  maxNanoUsd: "cost at most",
  startedFrom: "started from",
  startedTo: "started before",
  endedFrom: "ended from",
  endedTo: "ended before"
};
function describeFilter(filter) {
  const parts = Object.entries(WORDS).flatMap(([field, word]) => {
    const value = Object.entries(filter).find(([name]) => name === field)?.[1];
    return value === void 0 ? [] : field.endsWith("NanoUsd") ? [`${word} ${formatUsd(BigInt(String(value)))}`] : field === "text" ? [`${word} "${String(value)}"`] : [`${word} ${Array.isArray(value) ? value.join(" or ") : String(value)}`];
  });
  return parts.length === 0 ? "every open run" : parts.join(", ");
}
export {
  describeTarget,
  itemsOf,
  questionOf
};
//# sourceMappingURL=bulk-targets.js.map
