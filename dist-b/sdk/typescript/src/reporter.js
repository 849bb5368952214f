import { AgentError } from "./errors.js";
import { isTransient } from "./link.js";
const PAUSE_MS = 100, RETRY_MS = 500, CALLS_PER_MESSAGE = 1e3;
class Reporter {
  constructor(link, log) {
    this.link = link;
    this.log = log;
  }
  link;
  log;
  progressOf = /* @__PURE__ */ new Map();
  usageOf = /* @__PURE__ */ new Map();
  timer;
  wake = [];
  closed = !1;
  progress(work, report) {
    this.progressOf.set(work, { ...this.progressOf.get(work), ...report }), this.flushLater();
  }
  usage(work, callId) {
    const changed = this.usageOf.get(work) ?? /* @__PURE__ */ new Set();
    this.usageOf.set(work, changed.add(callId)), this.flushLater();
  }
  async sideEffect(effect) {
    for (; !this.closed; ) {
      const answer = await this.link.sideEffect(effect);
      if (answer?.ok) return;
      if (answer && (answer.problems || !isTransient(answer.code)))
        throw new AgentError({
          class: "internal",
          code: answer.code,
          message: `the side effect was refused: ${answer.message}`,
          retryable: !1
        });
      await this.reconnectedOrLater();
    }
    throw new AgentError({ class: "internal", code: "AGENT.CLOSED", message: "the agent was closed" });
  }
  /** The result carries all usage: nothing is left to tell about this work but calls that do not fit into it. */
  ended(work) {
    if (this.progressOf.delete(work), this.usageOf.delete(work), work.calls.size === 0) return [];
    const calls = [...work.calls.values()];
    for (let from = 0; from < calls.length - CALLS_PER_MESSAGE; from += CALLS_PER_MESSAGE)
      this.sendUsage(work, calls.slice(from, Math.min(from + CALLS_PER_MESSAGE, calls.length - CALLS_PER_MESSAGE)));
    return calls.slice(-CALLS_PER_MESSAGE);
  }
  reconnected() {
    for (const wake of this.wake) wake();
    this.wake = [];
  }
  close() {
    this.closed = !0, clearTimeout(this.timer), this.reconnected();
  }
  flushLater() {
    this.timer ??= setTimeout(() => {
      this.timer = void 0, this.flush();
    }, PAUSE_MS);
  }
  flush() {
    for (const [work, report] of this.progressOf)
      this.told("progress", this.link.progress({ runId: work.task.runId, leaseId: work.leaseId, ...report }));
    this.progressOf.clear();
    for (const [work, changed] of this.usageOf) {
      const calls = [...changed].flatMap((callId) => work.calls.get(callId) ?? []);
      for (let from = 0; from < calls.length; from += CALLS_PER_MESSAGE)
        this.sendUsage(work, calls.slice(from, from + CALLS_PER_MESSAGE));
    }
    this.usageOf.clear();
  }
  sendUsage(work, calls) {
    this.told("usage", this.link.usage({ runId: work.task.runId, leaseId: work.leaseId, calls }));
  }
  async told(what, answer) {
    const done = await answer;
    done && !done.ok && this.log.warn({ code: done.code }, `the gateway did not take a report (${what}): ${done.message}`);
  }
  reconnectedOrLater() {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, RETRY_MS);
      this.wake.push(() => {
        clearTimeout(timer), resolve();
      });
    });
  }
}
export {
  Reporter
};
//# sourceMappingURL=reporter.js.map
