import { randomUUID } from "node:crypto";
import { text } from "./errors.js";
class Work {
  constructor(task, log, reports) {
    this.task = task;
    this.log = log;
    this.reports = reports;
    this.leaseId = task.leaseId, this.deadlineMs = Date.parse(task.deadlineAt);
  }
  task;
  log;
  reports;
  leaseId;
  deadlineMs;
  calls = /* @__PURE__ */ new Map();
  /** The gateway has said to drop it: no longer held, its result is late. */
  abandoned = !1;
  controller;
  get taskId() {
    return this.task.handoff.taskId;
  }
  get attempt() {
    return this.task.attempt;
  }
  /** Made when first asked for: most short steps never do. */
  get signal() {
    return this.controller ??= new AbortController(), this.controller.signal;
  }
  get aborted() {
    return this.controller?.signal;
  }
  abort(reason) {
    this.controller?.signal.aborted || (this.controller ??= new AbortController(), this.controller.abort(new DOMException(reason, "AbortError")));
  }
  progress(report) {
    this.reports.progress(this, {
      ...report.percent !== void 0 && { percent: Math.min(100, Math.max(0, report.percent)) },
      ...report.message !== void 0 && { message: text(report.message, 500) },
      ...report.data !== void 0 && { data: report.data }
    });
  }
  usage(call) {
    const callId = call.callId ?? randomUUID();
    this.calls.set(callId, {
      callId,
      model: call.model,
      input: count("input", call.input),
      cachedInput: count("cachedInput", call.cachedInput),
      cacheWrite: count("cacheWrite", call.cacheWrite),
      output: count("output", call.output),
      reasoning: count("reasoning", call.reasoning),
      ...call.latencyMs !== void 0 && { latencyMs: Math.max(0, call.latencyMs) },
      source: call.source ?? "measured"
    }), this.reports.usage(this, callId);
  }
  sideEffect(effect) {
    return this.reports.sideEffect({
      runId: this.task.runId,
      leaseId: this.leaseId,
      effectId: effect.effectId ?? randomUUID(),
      kind: effect.kind,
      target: text(effect.target, 2e3),
      receipt: effect.receipt ?? null
    });
  }
}
function count(name, value = 0) {
  if (!Number.isSafeInteger(value) || value < 0 || value > 1e15)
    throw new RangeError(`usage: "${name}" must be a whole number of tokens, zero or more, not ${value}`);
  return value;
}
export {
  Work
};
//# sourceMappingURL=step-context.js.map
