import { isEnded } from "../domain/run/state.js";
import { isBefore, WaitingList } from "./waiting-list.js";
const WAKE_AGAIN_MS = 500;
class SlotPool {
  constructor(options) {
    this.options = options;
  }
  options;
  #processes = /* @__PURE__ */ new Map();
  #byCapability = /* @__PURE__ */ new Map();
  #holder = /* @__PURE__ */ new Map();
  #lines = /* @__PURE__ */ new Map();
  /** Runs that are being looked at for a line; `again`: a slot became free meanwhile. */
  #woken = /* @__PURE__ */ new Map();
  get inFlight() {
    return this.#holder.size;
  }
  /** Runs that wait for a slot, by capability. */
  waiting() {
    return new Map([...this.#lines].map(([key, line]) => [key, line.size]));
  }
  process(bootId) {
    return this.#processes.get(bootId);
  }
  join(process) {
    this.leave(process.bootId), this.#processes.set(process.bootId, process);
    for (const capability of process.capabilities) {
      const offering = this.#byCapability.get(capability);
      offering ? offering.add(process) : this.#byCapability.set(capability, /* @__PURE__ */ new Set([process]));
    }
    for (const leaseId of process.leases) this.#holder.set(leaseId, process);
    this.#wakeFor(process);
  }
  /** The connection is gone. Its leases are watched on by their heartbeats. */
  leave(bootId) {
    const process = this.#processes.get(bootId);
    if (!process) return;
    const wasFull = this.#isFull();
    this.#processes.delete(bootId);
    for (const capability of process.capabilities) {
      const offering = this.#byCapability.get(capability);
      offering?.delete(process), offering?.size === 0 && this.#byCapability.delete(capability);
    }
    for (const leaseId of process.leases) this.#holder.delete(leaseId);
    wasFull && this.#wakeAll();
  }
  /** An ended run waits for nothing; what another instance ended takes up no slot here. */
  runChanged(stream, run, events) {
    if (events.length === 0)
      for (const { leaseId, status } of run.leases.values()) status !== "active" && this.#endedElsewhere(leaseId);
    if (isEnded(run))
      for (const [key, line] of this.#lines) line.remove(stream) && this.#moveOn(key, line);
  }
  #endedElsewhere(leaseId) {
    this.#holder.get(leaseId)?.cancel(leaseId, "The lease has ended."), this.release(leaseId);
  }
  take(want) {
    const key = keyOf(want), line = this.#lines.get(key), process = this.#isFull() ? void 0 : this.#freest(want), { head } = line ?? {}, jumpsTheQueue = line !== void 0 && head !== void 0 && head.stream !== want.stream && isBefore(head, want) && line.size >= this.#room(want);
    if (!process || jumpsTheQueue) {
      this.#lineFor(key, want).ask(want);
      return;
    }
    process.leases.add(want.leaseId), this.#holder.set(want.leaseId, process), this.#served(key, line, want.stream);
    const { agentId: id, name, bootId, single } = process;
    return { agent: { id, name, bootId, single, gatewayId: this.options.gatewayId } };
  }
  /** A run that waits for nothing holds up the others: one that has asked for more stays in line, and its next look says whether it still wants it. */
  #served(key, line, stream) {
    const waiting = line?.get(stream);
    !line || !waiting || (waiting.asked ? this.#woken.has(markOf(key, stream)) || this.#wake(key, line, stream) : line.remove(stream));
  }
  /** A lease that another gateway gave to a process that is connected here now takes up a slot of it. */
  hold(bootId, leaseId) {
    const process = this.#processes.get(bootId);
    process && (process.leases.add(leaseId), this.#holder.set(leaseId, process));
  }
  release(leaseId) {
    const process = this.#holder.get(leaseId);
    if (!process) return;
    const wasFull = this.#isFull();
    this.#holder.delete(leaseId), process.leases.delete(leaseId), wasFull ? this.#wakeAll() : this.#wakeFor(process);
  }
  dispatch(bootId, task) {
    this.#processes.get(bootId)?.send(task);
  }
  cancel(bootId, leaseId, reason) {
    this.#processes.get(bootId)?.cancel(leaseId, reason);
  }
  #isFull() {
    return this.#holder.size >= this.options.maxInFlight;
  }
  #lineFor(key, { capability, agentName }) {
    let line = this.#lines.get(key);
    return line || this.#lines.set(key, line = new WaitingList(capability, agentName)), line;
  }
  /** The process with the most room among those that offer what is wanted. */
  #freest(want) {
    let best, room = 0;
    for (const process of this.#byCapability.get(want.capability) ?? []) {
      const left = process.maxConcurrent - process.leases.size;
      left > room && (want.agentName === void 0 || process.agentId === want.agentName) && (best = process, room = left);
    }
    return best;
  }
  #room(want) {
    let free = 0;
    for (const process of this.#byCapability.get(want.capability) ?? [])
      (want.agentName === void 0 || process.agentId === want.agentName) && (free += Math.max(0, process.maxConcurrent - process.leases.size));
    return Math.min(free, this.options.maxInFlight - this.#holder.size);
  }
  /** Slots of a process are free: the heads of the lines that it can serve are looked at. */
  #wakeFor(process) {
    if (this.#lines.size !== 0)
      for (const capability of process.capabilities)
        for (const key of [capability, `${capability}@${process.agentId}`]) {
          const line = this.#lines.get(key);
          line && this.#wakeLine(key, line);
        }
  }
  /** The overall limit was what held them up: any line may go on. */
  #wakeAll() {
    for (const [key, line] of this.#lines) this.#wakeLine(key, line);
  }
  #wakeLine(key, line) {
    for (const { want } of line.first(this.#room(line))) this.#wake(key, line, want.stream);
  }
  /** A run in line is looked at: it takes what it wants. One that asks again stays in line until a slot is free; one that does not wants nothing any more. */
  #wake(key, line, stream) {
    const mark = markOf(key, stream), looking = this.#woken.get(mark);
    if (looking) {
      looking.again = !0;
      return;
    }
    const look = { again: !1 };
    this.#woken.set(mark, look);
    const waiting = line.get(stream);
    waiting && (waiting.asked = !1), this.options.nudge(stream).then((looked) => {
      if (this.#woken.delete(mark), looked === "away") {
        setTimeout(() => this.#wakeLine(key, line), WAKE_AGAIN_MS).unref();
        return;
      }
      if (line.get(stream)?.asked && looked === "done") {
        look.again && this.#wakeLine(key, line);
        return;
      }
      line.remove(stream), this.#moveOn(key, line);
    });
  }
  #moveOn(key, line) {
    line.size > 0 ? this.#wakeLine(key, line) : this.#lines.get(key) === line && this.#lines.delete(key);
  }
}
const keyOf = (want) => want.agentName === void 0 ? want.capability : `${want.capability}@${want.agentName}`, markOf = (key, stream) => `${key} ${stream}`;
export {
  SlotPool
};
//# sourceMappingURL=slot-pool.js.map
