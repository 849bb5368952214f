import { randomUUID } from "node:crypto";
import { approvalHash } from "./canonical-json.js";
import { AgentError, stepErrorOf, text } from "./errors.js";
import { StepOutput, agentTaskOf } from "./handler.js";
import { Link } from "./link.js";
import { stderrLog } from "./log.js";
import { checkOptions } from "./options.js";
import { Outbox } from "./outbox.js";
import { Pulse } from "./pulse.js";
import { Reporter } from "./reporter.js";
import { SeenLeases } from "./seen-leases.js";
import { Work } from "./step-context.js";
const PROTOCOL_VERSION = 1, SDK = { name: "@mission-control/agent", version: "0.1.0" }, REMEMBERED_LEASES = 25e3, OUTPUT_BYTES = 1024 * 1024;
function agent(options) {
  return checkOptions(options), new AgentProcess(options);
}
class AgentProcess {
  constructor(options) {
    this.options = options;
    const log = this.log = options.log ?? stderrLog;
    this.maxConcurrent = options.maxConcurrent ?? 1;
    let start = () => {
    }, refuse = () => {
    };
    this.started = new Promise((resolve, reject) => {
      start = resolve, refuse = reject;
    }), this.started.catch(() => {
    }), this.link = new Link(
      options.url,
      options.token,
      {
        registration: () => this.registration(),
        registered: (answer) => {
          this.registered(answer), start();
        },
        dispatched: (message) => ({ accepted: this.accept(message.tasks) }),
        cancelled: (message) => {
          for (const { leaseId, reason } of message.leases) this.abandon(leaseId, reason);
        },
        offline: (reason) => {
          this.state === "online" && (this.state = "offline", log.warn({ reason }, "lost the gateway, connecting again; work goes on"));
        },
        refused: (error) => {
          log.error({}, error.message), this.state = "refused", this.stop(), refuse(error);
        }
      },
      log
    ), this.outbox = new Outbox(
      (results) => this.link.results(results),
      () => this.link.online,
      log
    ), this.reporter = new Reporter(this.link, log), this.pulse = new Pulse(this.works, {
      beat: () => {
        this.heartbeat();
      },
      overdue: (work) => work.abort("the deadline of this attempt has passed")
    }), this.link.connect();
  }
  options;
  started;
  state = "connecting";
  bootId = randomUUID();
  log;
  maxConcurrent;
  link;
  outbox;
  reporter;
  pulse;
  /** Leases that run or wait for their turn. */
  works = /* @__PURE__ */ new Map();
  waiting = [];
  seen = new SeenLeases(REMEMBERED_LEASES);
  running = 0;
  idle = [];
  closing;
  close(options = {}) {
    return this.closing ??= this.closeDown(options.timeoutMs ?? 1e4), this.closing;
  }
  async closeDown(timeoutMs) {
    if (this.state === "refused") return;
    this.state = "closing";
    const patience = new Patience(timeoutMs);
    await patience.with(new Promise((resolve) => this.works.size === 0 ? resolve() : this.idle.push(resolve)));
    for (const work of this.works.values()) work.abort("the agent is closing");
    await new Promise((resolve) => setImmediate(resolve)), await new Patience(Math.max(1e3, patience.left())).with(this.outbox.empty()), this.stop(), this.state = "closed";
  }
  stop() {
    this.pulse.stop(), this.reporter.close(), this.outbox.close(), this.link.close();
  }
  registration() {
    const { name } = this.options;
    return {
      protocol: PROTOCOL_VERSION,
      agentBootId: this.bootId,
      single: this.options.single ?? !1,
      ...name !== void 0 && { name },
      capabilities: Object.keys(this.options.capabilities),
      maxConcurrent: this.maxConcurrent,
      held: this.held(),
      sdk: SDK
    };
  }
  registered(answer) {
    this.state !== "closing" && (this.state = "online"), this.log.info({ agentId: answer.agentId, gatewayId: answer.gatewayId }, "registered");
    for (const leaseId of answer.abandon) this.abandon(leaseId, "the lease is no longer held");
    this.pulse.start(answer.heartbeatMs), this.outbox.resend(), this.reporter.reconnected();
  }
  /** Leases that this process answers for: at work, or with a result that is not acknowledged. */
  held() {
    const leases = this.outbox.leases();
    for (const work of this.works.values()) work.abandoned || leases.push(work.leaseId);
    return leases;
  }
  async heartbeat() {
    const answer = await this.link.heartbeat(this.held());
    if (answer?.ok) for (const leaseId of answer.abandon) this.abandon(leaseId, "the lease is no longer held");
    else answer === void 0 && this.link.online && this.link.reset();
  }
  /** Which leases this process has, those that it had before included: a second dispatch is acknowledged and dropped. */
  accept(tasks) {
    const accepted = [];
    for (const task of tasks) {
      const known = this.works.has(task.leaseId) || this.seen.has(task.leaseId);
      if (!known && this.closing || (accepted.push(task.leaseId), known)) continue;
      const work = new Work(task, this.log, this.reporter);
      this.works.set(work.leaseId, work), this.running >= this.maxConcurrent ? this.waiting.push(work) : (this.running += 1, this.run(work));
    }
    return this.pulse.changed(), accepted;
  }
  abandon(leaseId, reason) {
    const work = this.works.get(leaseId);
    work && (work.abandoned = !0, work.abort(reason));
  }
  run(work) {
    const { task } = work;
    let returned;
    try {
      work.aborted?.throwIfAborted(), checkApproval(task);
      const handler = this.options.capabilities[task.capability];
      if (!handler)
        throw new AgentError({
          class: "internal",
          code: "AGENT.NO_SUCH_CAPABILITY",
          message: `this agent does not offer "${task.capability}"`
        });
      returned = handler(agentTaskOf(task), work);
    } catch (error) {
      return this.failed(work, error);
    }
    if (!isThenable(returned)) return this.completed(work, returned);
    returned.then(
      (output) => this.completed(work, output),
      (error) => this.failed(work, error)
    );
  }
  completed(work, returned) {
    const { output, summary } = returned instanceof StepOutput ? returned : { output: returned, summary: "" };
    let bytes;
    try {
      const json = JSON.stringify(output);
      if (json === void 0) throw new TypeError("a handler must return an output; return null if there is none");
      bytes = Buffer.byteLength(json);
    } catch (error) {
      return this.failed(work, notAnOutput(error instanceof Error ? error.message : String(error)));
    }
    if (bytes > OUTPUT_BYTES)
      return this.failed(work, notAnOutput(`the output has ${bytes} bytes, more than the limit of ${OUTPUT_BYTES}`));
    this.deliver(work, { output, summary: text(summary, 2e3) }, bytes);
  }
  failed(work, thrown) {
    const error = stepErrorOf(thrown, work.aborted);
    this.log.info({ leaseId: work.leaseId, code: error.code }, `step failed: ${error.message}`), this.deliver(work, { error, summary: "" }, 8192);
  }
  /** A result goes out also when the lease was lost: it has no effect then, but what it cost is booked. */
  deliver(work, outcome, bytes) {
    const usage = this.reporter.ended(work), { runId, leaseId } = work.task;
    this.works.delete(leaseId), this.seen.add(leaseId), this.outbox.add({ runId, leaseId, resultId: randomUUID(), ...outcome, usage }, bytes + 300 + usage.length * 200);
    const next = this.waiting.shift();
    if (next ? queueMicrotask(() => this.run(next)) : this.running -= 1, !(this.works.size > 0)) {
      for (const resolve of this.idle) resolve();
      this.idle = [];
    }
  }
}
function checkApproval(task) {
  const { approval, inputs } = task.handoff, asksAlways = task.tier === "financial" || task.tier === "irreversible";
  if (!(!approval && !asksAlways) && !(approval && approvalHash(approval.nonce, inputs) === approval.paramsHash))
    throw new AgentError({
      class: "approval",
      code: approval ? "APPROVAL.OTHER_PARAMETERS" : "APPROVAL.MISSING",
      message: approval ? "the inputs are not those that were approved: their hash differs" : `a step of tier "${task.tier}" came without an approval`,
      retryable: !1
    });
}
function notAnOutput(message) {
  return new AgentError({ class: "output", code: "OUTPUT.INVALID", message, retryable: !1 });
}
function isThenable(value) {
  return typeof value == "object" && value !== null && "then" in value && typeof value.then == "function";
}
class Patience {
  until;
  constructor(ms) {
    this.until = performance.now() + ms;
  }
  left() {
    return Math.max(0, this.until - performance.now());
  }
  async with(promise) {
    let timer;
    const timeout = new Promise((resolve) => timer = setTimeout(resolve, this.left()));
    await Promise.race([promise, timeout]), clearTimeout(timer);
  }
}
export {
  agent
};
//# sourceMappingURL=agent.js.map
