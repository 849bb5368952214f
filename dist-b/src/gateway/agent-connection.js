import { Dispatched } from "./protocol.js";
import { failpoint } from "../faults/failpoint.js";
class AgentConnection {
  constructor(agentId, tokenId, registered, socket, now) {
    this.agentId = agentId;
    this.tokenId = tokenId;
    this.registered = registered;
    this.socket = socket;
    this.now = now;
    this.lastSeen = now();
  }
  agentId;
  tokenId;
  registered;
  socket;
  now;
  leases = /* @__PURE__ */ new Set();
  /** Last word from the process, in milliseconds. */
  lastSeen;
  #outbox = [];
  #unacknowledged = /* @__PURE__ */ new Map();
  #cancelled = [];
  #flushing = !1;
  get name() {
    return this.registered.name ?? this.agentId;
  }
  get bootId() {
    return this.registered.agentBootId;
  }
  get single() {
    return this.registered.single;
  }
  get capabilities() {
    return this.registered.capabilities;
  }
  get maxConcurrent() {
    return this.registered.maxConcurrent;
  }
  send(task) {
    this.#outbox.push(task), this.#flushSoon();
  }
  cancel(leaseId, reason) {
    this.#unacknowledged.delete(leaseId), this.#cancelled.push({ leaseId, reason }), this.#flushSoon();
  }
  #flushSoon() {
    this.#flushing || (this.#flushing = !0, setImmediate(() => {
      this.#flushing = !1, this.#flush();
    }));
  }
  async #flush() {
    const tasks = this.#outbox.splice(0), leases = this.#cancelled.splice(0);
    if (tasks.length > 0) {
      const sentAt = this.now();
      for (const task of tasks) this.#unacknowledged.set(task.leaseId, { task, sentAt });
      this.socket.emit("dispatchStep", { tasks }, (answer) => {
        this.#acknowledged(answer);
      });
    }
    leases.length > 0 && this.socket.emit("cancelStep", { leases });
  }
  async #acknowledged(answer) {
    this.lastSeen = this.now();
    const parsed = Dispatched.safeParse(answer);
    if (parsed.success) for (const leaseId of parsed.data.accepted) this.#unacknowledged.delete(leaseId);
  }
  /** A lease that ended needs no acknowledgement. */
  settled(leaseId) {
    this.#unacknowledged.delete(leaseId);
  }
  /** Emits again what was not acknowledged for `afterMs`. */
  resend(afterMs) {
    const since = this.now() - afterMs;
    for (const [leaseId, sent] of this.#unacknowledged)
      sent.sentAt > since || (this.#unacknowledged.delete(leaseId), this.#outbox.push(sent.task));
    this.#outbox.length > 0 && this.#flushSoon();
  }
}
export {
  AgentConnection
};
//# sourceMappingURL=agent-connection.js.map
