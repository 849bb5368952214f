import { setTimeout as sleep } from "node:timers/promises";
import { NAMESPACE, uuidV5 } from "../commands/hashing.js";
import { taskOf } from "../commands/run/task.js";
import { DomainError } from "../domain/kernel/errors.js";
import { LeaseId } from "../domain/kernel/ids.js";
import { failpoint } from "../faults/failpoint.js";
const TICK_MS = 250, UNACKNOWLEDGED_MS = 2e3, LATE_MS = 1e3, REFUSED_MS = 3e4, CAUGHT_UP_MS = 2e3, GATEWAY = { kind: "system", id: "gateway", name: "gateway" };
class LeaseKeeper {
  constructor(deps) {
    this.deps = deps;
  }
  deps;
  #connections = /* @__PURE__ */ new Map();
  /** When a process was last heard of whose connection is gone. */
  #lastSeen = /* @__PURE__ */ new Map();
  #losing = /* @__PURE__ */ new Set();
  #tick;
  #lastTick = 0;
  /** Nobody could be heard before this: the process was asleep, or not ready. A fresh grace counts from here. */
  #deafUntil = Number.POSITIVE_INFINITY;
  start() {
    this.deps.ready.then(() => this.#deafUntil = this.deps.clock.now()), this.#lastTick = this.deps.clock.now(), this.#tick = setInterval(() => this.#watch(), TICK_MS);
  }
  stop() {
    clearInterval(this.#tick);
  }
  connections() {
    return this.#connections.values();
  }
  /** Of the leases that a process says it holds: which to keep, which to abandon. What it should hold and does not is emitted again. */
  async register(connection) {
    const { agentId, bootId, single, registered } = connection, { instances, openRuns, caughtUp } = this.deps;
    instances.others > 0 && registered.held.some((id) => !openRuns.lease(id)) && await Promise.race([caughtUp().catch(() => {
    }), sleep(CAUGHT_UP_MS, void 0, { ref: !1 })]);
    const held = new Set(registered.held), keep = [], missing = [], dead = [];
    for (const lease of openRuns.leasesOf(agentId)) {
      if (lease.bootId !== bootId) {
        single && dead.push(lease);
        continue;
      }
      connection.leases.add(lease.leaseId), held.has(lease.leaseId) ? keep.push(lease.leaseId) : missing.push(lease);
    }
    this.#connections.set(bootId, connection), this.#lastSeen.delete(bootId), this.deps.pool.join(connection);
    for (const lease of dead) this.#lose(lease, "agentRestarted");
    return await Promise.all([
      ...keep.flatMap((id) => this.#moved(id)),
      ...missing.map((lease) => this.#emitAgain(lease, connection))
    ]), instances.others > 0 && caughtUp().then(
      () => this.#takeOver(connection, held),
      () => {
      }
    ), { keep, abandon: registered.held.filter((id) => !connection.leases.has(id)) };
  }
  left(connection) {
    this.#connections.get(connection.bootId) === connection && (this.#connections.delete(connection.bootId), this.#lastSeen.set(connection.bootId, connection.lastSeen));
  }
  /** The leases of a heartbeat that are no longer in force. */
  heartbeat(connection, leases) {
    const { openRuns } = this.deps;
    return this.#takeOver(connection, new Set(leases)), leases.filter((id) => {
      const lease = openRuns.lease(id);
      return lease?.bootId !== connection.bootId || lease.agentId !== connection.agentId;
    });
  }
  /**
   * Leases of the process that another gateway gave it, and that were heard of only after it came here: it is here and alive, so nobody would
   * miss it. What it does not hold is emitted again.
   */
  #takeOver(connection, held) {
    const { openRuns, gatewayId, pool } = this.deps, { agentId, bootId, leases } = connection;
    if (this.#connections.get(bootId) === connection)
      for (const lease of openRuns.leasesOf(agentId))
        lease.bootId !== bootId || lease.gatewayId === gatewayId || leases.has(lease.leaseId) || (pool.hold(bootId, lease.leaseId), held.has(lease.leaseId) ? Promise.all(this.#moved(lease.leaseId)) : this.#emitAgain(lease, connection));
  }
  #moved(leaseId) {
    const lease = this.deps.openRuns.lease(leaseId), { gatewayId } = this.deps;
    if (!lease || lease.gatewayId === gatewayId) return [];
    const commandId = uuidV5(NAMESPACE, leaseId, "moved", gatewayId), request = { name: "MoveLease", payload: { leaseId: LeaseId.parse(leaseId), gatewayId } };
    return [(async () => {
      const context = { commandId, causationId: leaseId, actor: GATEWAY };
      await this.deps.commands.runs.execute(lease.stream, request, context);
    })().catch((error) => this.#failed(lease, error))];
  }
  /** From the recorded dispatch: the log is the outbox. */
  async #emitAgain(lease, connection) {
    const { commands } = this.deps;
    try {
      const event = await commands.runs.deps.store.readOne(lease.stream, lease.revision);
      if (event?.type !== "StepDispatched") return;
      const data = event.data, inputs = await commands.payloads.plain(data.inputs), nonce = await commands.payloads.personal.openText(data.approval?.nonce ?? ""), ready = await await commands.runs.look(lease.stream, async (state, _, aux) => {
        if (state.status !== "none")
          return taskOf(state, data, await commands.runAggregate.facts.compiled(state, aux), { inputs, nonce });
      });
      ready && this.deps.openRuns.lease(lease.leaseId) && connection.send(ready), await Promise.all(this.#moved(lease.leaseId));
    } catch (error) {
      this.#failed(lease, error), setTimeout(() => {
        this.#connections.get(connection.bootId) === connection && this.deps.openRuns.lease(lease.leaseId) && this.#emitAgain(lease, connection);
      }, UNACKNOWLEDGED_MS).unref();
    }
  }
  #watch() {
    for (const connection of this.#connections.values()) connection.resend(UNACKNOWLEDGED_MS);
    const { gatewayId, instances } = this.deps, now = this.deps.clock.now();
    now - this.#lastTick > TICK_MS + LATE_MS && (this.#deafUntil = Math.max(this.#deafUntil, now)), this.#lastTick = now;
    const holders = /* @__PURE__ */ new Set();
    for (const lease of this.deps.openRuns.leases()) {
      holders.add(lease.bootId);
      const connection = this.#connections.get(lease.bootId), own = connection?.agentId === lease.agentId ? connection : void 0, elsewhere = own === void 0 && lease.gatewayId !== gatewayId, heard = own?.lastSeen ?? this.#lastSeen.get(lease.bootId) ?? 0, orphaned = elsewhere ? now - instances.goneFor(lease.gatewayId) : 0, seen = Math.max(lease.knownSince, this.#deafUntil, heard, orphaned);
      now - seen > lease.heartbeatMs && this.#lose(lease, own ? "heartbeat" : "disconnected");
    }
    for (const bootId of this.#lastSeen.keys()) holders.has(bootId) || this.#lastSeen.delete(bootId);
  }
  async #lose(lease, because) {
    if (this.#losing.has(lease.leaseId)) return;
    this.#losing.add(lease.leaseId);
    const commandId = uuidV5(NAMESPACE, lease.leaseId, "lost", because), request = { name: "LoseLease", payload: { leaseId: LeaseId.parse(lease.leaseId), because } };
    try {
      await this.deps.commands.runs.execute(lease.stream, request, {
        commandId,
        causationId: lease.leaseId,
        actor: GATEWAY
      }), this.#losing.delete(lease.leaseId);
    } catch (error) {
      this.#failed(lease, error);
      const again = error instanceof DomainError && error.code.startsWith("STORE.") ? 0 : REFUSED_MS;
      setTimeout(() => this.#losing.delete(lease.leaseId), again).unref();
    }
  }
  /** The store is away: the next tick tries again. */
  #failed(lease, error) {
    const code = error instanceof DomainError ? error.code : void 0;
    this.deps.log.warn(
      { runId: lease.runId, leaseId: lease.leaseId, code, reason: String(error) },
      "a lease could not be looked after"
    );
  }
}
export {
  LeaseKeeper
};
//# sourceMappingURL=lease-keeper.js.map
