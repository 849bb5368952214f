import { setTimeout as sleep } from 'node:timers/promises';
import { NAMESPACE, uuidV5 } from '../commands/hashing.js';
import { taskOf } from '../commands/run/task.js';
import { DomainError } from '../domain/kernel/errors.js';
import { LeaseId } from '../domain/kernel/ids.js';
import type { RunEventData } from '../domain/run/events.js';
import type { OpenLease } from '../processes/open-runs.js';
import type { AgentConnection } from './agent-connection.js';
import type { GatewayDeps } from './gateway-deps.js';
import { failpoint } from '../faults/failpoint.js';

const TICK_MS = 250;
/** A dispatch that is not acknowledged after this long is emitted again. */
const UNACKNOWLEDGED_MS = 2_000;
/** A tick that is this late shows that the process was stopped or the machine asleep: agents may have spoken meanwhile. */
const LATE_MS = 1_000;
/** A run that cannot be written is not asked again at every tick. */
const REFUSED_MS = 30_000;
/** An agent that says what it holds is not kept waiting longer than this. */
const CAUGHT_UP_MS = 2_000;
const GATEWAY = { kind: 'system', id: 'gateway', name: 'gateway' } as const;

/**
 * Watches the leases of the agents that are connected here, and those of gateways that are gone: the last one that a lease was with, as the
 * log says, watches it while it is alive. A lease belongs to a process (its boot id), not to a connection:
 * it is kept over reconnects, and lost when nothing is heard of the process for the step's heartbeat, or when another boot shows that it is dead.
 * A wrong guess wastes work, never safety.
 */
export class LeaseKeeper {
  readonly #connections = new Map<string, AgentConnection>();
  /** When a process was last heard of whose connection is gone. */
  readonly #lastSeen = new Map<string, number>();
  readonly #losing = new Set<string>();
  #moves = 0;
  #tick: NodeJS.Timeout | undefined;
  #lastTick = 0;
  /** Nobody could be heard before this: the process was asleep, or not ready. A fresh grace counts from here. */
  #deafUntil = Number.POSITIVE_INFINITY;

  constructor(readonly deps: GatewayDeps) {}

  start(): void {
    void this.deps.ready.then(() => (this.#deafUntil = this.deps.clock.now()));
    this.#lastTick = this.deps.clock.now();
    this.#tick = setInterval(() => this.#watch(), TICK_MS);
  }

  stop(): void {
    clearInterval(this.#tick);
  }

  connections(): Iterable<AgentConnection> {
    return this.#connections.values();
  }

  /** Of the leases that a process says it holds: which to keep, which to abandon. What it should hold and does not is emitted again. */
  async register(connection: AgentConnection): Promise<{ keep: string[]; abandon: string[] }> {
    const { agentId, bootId, single, registered } = connection;
    const { instances, openRuns, caughtUp } = this.deps;
    // A lease that another gateway has just given is in the log, and on its way to us.
    if (instances.others > 0 && registered.held.some((id) => !openRuns.lease(id)))
      await Promise.race([caughtUp().catch(() => undefined), sleep(CAUGHT_UP_MS, undefined, { ref: false })]);
    const held = new Set(registered.held);
    const keep: string[] = [];
    const missing: OpenLease[] = [];
    const dead: OpenLease[] = [];
    for (const lease of openRuns.leasesOf(agentId)) {
      if (lease.bootId !== bootId) {
        if (single) dead.push(lease);
        continue;
      }
      connection.leases.add(lease.leaseId);
      if (held.has(lease.leaseId)) keep.push(lease.leaseId);
      else missing.push(lease);
    }
    this.#connections.set(bootId, connection);
    this.#lastSeen.delete(bootId);
    this.deps.pool.join(connection);
    for (const lease of dead) void this.#lose(lease, 'agentRestarted');
    await Promise.all([
      ...keep.flatMap((id) => this.#moved(id)),
      ...missing.map((lease) => this.#emitAgain(lease, connection)),
    ]);
    // What another gateway gave it in its last moment, and could not send any more, may not have been heard of here yet.
    if (instances.others > 0)
      void caughtUp().then(
        () => this.#takeOver(connection, held),
        () => undefined,
      );
    return { keep, abandon: registered.held.filter((id) => !connection.leases.has(id)) };
  }

  left(connection: AgentConnection): void {
    if (this.#connections.get(connection.bootId) !== connection) return;
    this.#connections.delete(connection.bootId);
    this.#lastSeen.set(connection.bootId, connection.lastSeen);
  }

  /** The leases of a heartbeat that are no longer in force. */
  heartbeat(connection: AgentConnection, leases: readonly string[]): string[] {
    const { openRuns } = this.deps;
    this.#takeOver(connection, new Set(leases));
    return leases.filter((id) => {
      const lease = openRuns.lease(id);
      return lease?.bootId !== connection.bootId || lease.agentId !== connection.agentId;
    });
  }

  /**
   * Leases of the process that another gateway gave it, and that were heard of only after it came here: it is here and alive, so nobody would
   * miss it. What it does not hold is emitted again.
   */
  #takeOver(connection: AgentConnection, held: ReadonlySet<string>): void {
    const { openRuns, gatewayId, pool } = this.deps;
    const { agentId, bootId, leases } = connection;
    if (this.#connections.get(bootId) !== connection) return;
    for (const lease of openRuns.leasesOf(agentId)) {
      if (lease.bootId !== bootId || lease.gatewayId === gatewayId || leases.has(lease.leaseId)) continue;
      pool.hold(bootId, lease.leaseId);
      void (held.has(lease.leaseId) ? Promise.all(this.#moved(lease.leaseId)) : this.#emitAgain(lease, connection));
    }
  }

  /** Each move is a command of its own: a lease may go to another gateway and come back. */
  #moved(leaseId: string): Promise<unknown>[] {
    const lease = this.deps.openRuns.lease(leaseId);
    const { gatewayId } = this.deps;
    if (!lease || lease.gatewayId === gatewayId) return [];
    const commandId = uuidV5(NAMESPACE, leaseId, 'moved', gatewayId, String(++this.#moves));
    const request = { name: 'MoveLease', payload: { leaseId: LeaseId.parse(leaseId), gatewayId } } as const;
    const move = async (): Promise<void> => {
      if (FAILPOINTS) await failpoint('leaseMoved.before');
      const context = { commandId, causationId: leaseId, actor: GATEWAY };
      await this.deps.commands.runs.execute(lease.stream, request, context);
      if (FAILPOINTS) await failpoint('leaseMoved.after');
    };
    return [move().catch((error: unknown) => this.#failed(lease, error))];
  }

  /** From the recorded dispatch: the log is the outbox. */
  async #emitAgain(lease: OpenLease, connection: AgentConnection): Promise<void> {
    const { commands } = this.deps;
    try {
      const event = await commands.runs.deps.store.readOne(lease.stream, lease.revision);
      if (event?.type !== 'StepDispatched') return;
      const data = event.data as RunEventData<'StepDispatched'>;
      const inputs = await commands.payloads.plain(data.inputs);
      const nonce = await commands.payloads.personal.openText(data.approval?.nonce ?? '');
      const task = await commands.runs.look(lease.stream, async (state, _, aux) => {
        if (state.status === 'none') return undefined;
        return taskOf(state, data, await commands.runAggregate.facts.compiled(state, aux), { inputs, nonce });
      });
      const ready = await task;
      if (ready && this.deps.openRuns.lease(lease.leaseId)) connection.send(ready);
      await Promise.all(this.#moved(lease.leaseId));
    } catch (error) {
      this.#failed(lease, error);
      // The process counts as its holder, and does not know of it.
      const again = (): void => {
        const isHere = this.#connections.get(connection.bootId) === connection;
        if (isHere && this.deps.openRuns.lease(lease.leaseId)) void this.#emitAgain(lease, connection);
      };
      setTimeout(again, UNACKNOWLEDGED_MS).unref();
    }
  }

  #watch(): void {
    for (const connection of this.#connections.values()) connection.resend(UNACKNOWLEDGED_MS);
    const { gatewayId, instances } = this.deps;
    const now = this.deps.clock.now();
    if (now - this.#lastTick > TICK_MS + LATE_MS) this.#deafUntil = Math.max(this.#deafUntil, now);
    this.#lastTick = now;
    const holders = new Set<string>();
    for (const lease of this.deps.openRuns.leases()) {
      holders.add(lease.bootId);
      const connection = this.#connections.get(lease.bootId);
      const own = connection?.agentId === lease.agentId ? connection : undefined;
      const elsewhere = own === undefined && lease.gatewayId !== gatewayId;
      const heard = own?.lastSeen ?? this.#lastSeen.get(lease.bootId) ?? 0;
      // While its gateway lives, that one hears of the agent.
      const orphaned = elsewhere ? now - instances.goneFor(lease.gatewayId) : 0;
      const seen = Math.max(lease.knownSince, this.#deafUntil, heard, orphaned);
      if (now - seen > lease.heartbeatMs) void this.#lose(lease, own ? 'heartbeat' : 'disconnected');
    }
    for (const bootId of this.#lastSeen.keys()) if (!holders.has(bootId)) this.#lastSeen.delete(bootId);
  }

  async #lose(lease: OpenLease, because: 'heartbeat' | 'disconnected' | 'agentRestarted'): Promise<void> {
    if (this.#losing.has(lease.leaseId)) return;
    this.#losing.add(lease.leaseId);
    const commandId = uuidV5(NAMESPACE, lease.leaseId, 'lost', because);
    const request = { name: 'LoseLease', payload: { leaseId: LeaseId.parse(lease.leaseId), because } } as const;
    try {
      if (FAILPOINTS) await failpoint('leaseExpired.before');
      await this.deps.commands.runs.execute(lease.stream, request, {
        commandId,
        causationId: lease.leaseId,
        actor: GATEWAY,
      });
      if (FAILPOINTS) await failpoint('leaseExpired.after');
      this.#losing.delete(lease.leaseId);
    } catch (error) {
      this.#failed(lease, error);
      const again = error instanceof DomainError && error.code.startsWith('STORE.') ? 0 : REFUSED_MS;
      setTimeout(() => this.#losing.delete(lease.leaseId), again).unref();
    }
  }

  /** The store is away: the next tick tries again. */
  #failed(lease: OpenLease, error: unknown): void {
    const code = error instanceof DomainError ? error.code : undefined;
    this.deps.log.warn(
      { runId: lease.runId, leaseId: lease.leaseId, code, reason: String(error) },
      'a lease could not be looked after',
    );
  }
}
