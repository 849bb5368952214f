import { isEnded } from "../domain/run/state.js";
import { nextDue } from "../domain/scheduling/due.js";
import { DueTimes } from "./due-times.js";
class OpenRuns {
  constructor(now) {
    this.now = now;
  }
  now;
  due = new DueTimes();
  #runs = /* @__PURE__ */ new Map();
  #leases = /* @__PURE__ */ new Map();
  #byAgent = /* @__PURE__ */ new Map();
  runChanged(stream, run, events) {
    if (events.length === 0)
      for (const lease of run.leases.values())
        lease.status === "active" ? this.#follow(stream, run, lease) : this.#drop(lease.leaseId);
    for (const event of events) this.#apply(stream, run, event);
    isEnded(run) ? this.#runs.delete(stream) : this.#note(stream, run), this.due.set(stream, nextDue(run));
  }
  #note(stream, run) {
    const { status, halt } = run;
    if (status !== "running" && status !== "paused" && status !== "halted") return;
    const haltId = halt === void 0 || halt.scope.kind === "run" ? void 0 : halt.scope.haltId, known = this.#runs.get(stream);
    known?.status === status && known.haltId === haltId || this.#runs.set(stream, { runId: run.runId, workflowId: run.workflow.id, status, haltId });
  }
  #apply(stream, run, event) {
    switch (event.type) {
      case "StepDispatched":
      case "LeaseMoved": {
        const lease = run.leases.get(event.data.leaseId);
        lease && this.#follow(stream, run, lease);
        return;
      }
      case "StepCompleted":
      case "StepFailed":
      case "StepOutputRejected":
      case "StepTimedOut":
      case "LeaseLost":
      case "StepStopped":
        return this.#drop(event.data.leaseId);
      case "RunHalted":
      case "RunCancelled":
      case "RunFailed":
        for (const leaseId of event.data.revoked) this.#drop(leaseId);
        return;
      default:
    }
  }
  #follow(stream, run, lease) {
    if (lease.status !== "active") return;
    const open = {
      stream,
      runId: run.runId,
      leaseId: lease.leaseId,
      stepKey: lease.stepKey,
      agentId: lease.agent.id,
      bootId: lease.agent.bootId,
      gatewayId: lease.agent.gatewayId,
      heartbeatMs: lease.heartbeatMs,
      revision: lease.revision,
      knownSince: this.#leases.get(lease.leaseId)?.knownSince ?? this.now()
    };
    this.#leases.set(lease.leaseId, open);
    let ofAgent = this.#byAgent.get(open.agentId);
    ofAgent || this.#byAgent.set(open.agentId, ofAgent = /* @__PURE__ */ new Map()), ofAgent.set(open.leaseId, open);
  }
  #drop(leaseId) {
    const lease = this.#leases.get(leaseId);
    lease && (this.#leases.delete(leaseId), this.#byAgent.get(lease.agentId)?.delete(leaseId));
  }
  lease(leaseId) {
    return this.#leases.get(leaseId);
  }
  leases() {
    return this.#leases.values();
  }
  leasesOf(agentId) {
    return [...this.#byAgent.get(agentId)?.values() ?? []];
  }
  /** The open runs, as newly as this process knows. */
  list() {
    return [...this.#runs.values()];
  }
  /** Streams of the open runs of a workflow, or of all. */
  streams(workflowId) {
    const streams = [];
    for (const [stream, run] of this.#runs)
      (workflowId === void 0 || run.workflowId === workflowId) && streams.push(stream);
    return streams;
  }
  get size() {
    return this.#runs.size;
  }
}
export {
  OpenRuns
};
//# sourceMappingURL=open-runs.js.map
