import { setTimeout as pause } from "node:timers/promises";
import { AgentError, result } from "@mission-control/agent";
import { askModelForText } from "../agents/model.js";
const TOO_LONG_MS = 4e3;
function failsTwice(task) {
  if (task.attempt <= 2)
    throw new AgentError({ class: "tool", code: "FLAKY.NOT_YET", message: `attempt ${task.attempt} fails on purpose` });
  return result({ attempt: task.attempt }, { summary: "worked at last" });
}
function neverWorks(task) {
  throw new AgentError({ class: "tool", code: "FLAKY.NEVER", message: `attempt ${task.attempt} fails on purpose` });
}
function refuses() {
  throw new AgentError({
    class: "input",
    code: "FLAKY.REFUSED",
    message: "this input will never do: not worth another try",
    retryable: !1
  });
}
function correctsItself(task) {
  const mended = new Set(task.constraints.previousErrors?.map((error) => error.path) ?? []);
  return mended.size === 0 ? { count: "three" } : result({ count: 3 }, { summary: `mended ${[...mended].join(", ")}` });
}
async function tooSlow(task, context) {
  const question = { system: "Say in one sentence what you were told.", content: `Attempt ${task.attempt}.` };
  return task.attempt > 1 ? result({ attempt: task.attempt }, { summary: "in time" }) : (await askModelForText({ ...question }, task, context), await pause(TOO_LONG_MS), { attempt: task.attempt });
}
function sums(task) {
  return result({ attempts: Object.keys(task.inputs).length }, { summary: "all that could be mended was mended" });
}
const capabilities = {
  "flaky-fails-twice": failsTwice,
  "flaky-never-works": neverWorks,
  "flaky-refuses": refuses,
  "flaky-corrects-itself": correctsItself,
  "flaky-too-slow": tooSlow,
  "flaky-sums": sums
};
export {
  capabilities
};
//# sourceMappingURL=capabilities.js.map
