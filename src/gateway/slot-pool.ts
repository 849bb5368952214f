import type { AgentPool, Want } from '../commands/agent-pool.js';
import type { Offer } from '../domain/run/commands.js';
import type { Task } from './protocol.js';
import { isBefore, WaitingList } from './waiting-list.js';

/** One process of an agent, connected here. */
export interface AgentProcess {
  readonly agentId: string;
  readonly name: string;
  readonly bootId: string;
  readonly single: boolean;
  readonly capabilities: readonly string[];
  readonly maxConcurrent: number;
  /** Leases that take up a slot. */
  readonly leases: Set<string>;
  send(task: Task): void;
  cancel(leaseId: string, reason: string): void;
}

const WAKE_AGAIN_MS = 500;

export interface SlotPoolOptions {
  readonly gatewayId: string;
  /** Steps in flight over all agents of this process, at most. */
  readonly maxInFlight: number;
  /** Looks again at what a run wants; settles when that is done, false when it could not be. */
  nudge(stream: string): Promise<boolean>;
}

/**
 * Free slots of the agents connected here. A step that is ready takes one at once when nobody with a better rank waits for it;
 * else its run waits in line, and is looked at when its turn comes.
 */
export class SlotPool implements AgentPool {
  readonly #processes = new Map<string, AgentProcess>();
  readonly #byCapability = new Map<string, Set<AgentProcess>>();
  readonly #holder = new Map<string, AgentProcess>();
  readonly #waiting = new Map<string, WaitingList>();
  readonly #woken = new Set<string>();

  constructor(readonly options: SlotPoolOptions) {}

  get inFlight(): number {
    return this.#holder.size;
  }

  /** Runs that wait for a slot, by capability. */
  waiting(): ReadonlyMap<string, number> {
    return new Map([...this.#waiting].map(([key, list]) => [key, list.size]));
  }

  process(bootId: string): AgentProcess | undefined {
    return this.#processes.get(bootId);
  }

  join(process: AgentProcess): void {
    this.leave(process.bootId);
    this.#processes.set(process.bootId, process);
    for (const capability of process.capabilities) {
      const offering = this.#byCapability.get(capability);
      if (offering) offering.add(process);
      else this.#byCapability.set(capability, new Set([process]));
    }
    for (const leaseId of process.leases) this.#holder.set(leaseId, process);
    this.#wakeFor(process);
  }

  /** The connection is gone. Its leases are watched on by their heartbeats. */
  leave(bootId: string): void {
    const process = this.#processes.get(bootId);
    if (!process) return;
    this.#processes.delete(bootId);
    for (const capability of process.capabilities) this.#byCapability.get(capability)?.delete(process);
    for (const leaseId of process.leases) this.#holder.delete(leaseId);
  }

  take(want: Want): Offer | undefined {
    const key = keyOf(want);
    const list = this.#waiting.get(key);
    const process = this.#holder.size < this.options.maxInFlight ? this.#freest(want) : undefined;
    const jumpsTheQueue =
      list?.head !== undefined &&
      list.head.stream !== want.stream &&
      isBefore(list.head, want) &&
      list.size >= this.#free(want);
    if (!process || jumpsTheQueue) {
      this.#wait(key, want);
      return undefined;
    }
    list?.remove(want.stream);
    process.leases.add(want.leaseId);
    this.#holder.set(want.leaseId, process);
    const { agentId: id, name, bootId, single } = process;
    return { agent: { id, name, bootId, single, gatewayId: this.options.gatewayId } };
  }

  release(leaseId: string): void {
    const process = this.#holder.get(leaseId);
    if (!process) return;
    this.#holder.delete(leaseId);
    process.leases.delete(leaseId);
    this.#wakeFor(process);
  }

  dispatch(bootId: string, task: Task): void {
    this.#processes.get(bootId)?.send(task);
  }

  cancel(bootId: string, leaseId: string, reason: string): void {
    this.#processes.get(bootId)?.cancel(leaseId, reason);
  }

  #wait(key: string, want: Want): void {
    const list = this.#waiting.get(key);
    if (list) list.add(want);
    else {
      const fresh = new WaitingList();
      fresh.add(want);
      this.#waiting.set(key, fresh);
    }
  }

  /** The process with the most room among those that offer what is wanted. */
  #freest(want: Want): AgentProcess | undefined {
    let best: AgentProcess | undefined;
    let room = 0;
    for (const process of this.#byCapability.get(want.capability) ?? []) {
      const left = process.maxConcurrent - process.leases.size;
      if (left > room && (want.agentName === undefined || process.agentId === want.agentName)) {
        best = process;
        room = left;
      }
    }
    return best;
  }

  #free(want: Want): number {
    let free = 0;
    for (const process of this.#byCapability.get(want.capability) ?? []) {
      if (want.agentName === undefined || process.agentId === want.agentName)
        free += process.maxConcurrent - process.leases.size;
    }
    return Math.min(free, this.options.maxInFlight - this.#holder.size);
  }

  /** A slot is free: those at the head of its lines are looked at. They stay in line until they have taken it, or want nothing any more. */
  #wakeFor(process: AgentProcess): void {
    if (this.#waiting.size === 0) return;
    let room = process.maxConcurrent - process.leases.size;
    for (const capability of process.capabilities) {
      for (const key of [capability, `${capability}@${process.agentId}`]) {
        for (const want of this.#waiting.get(key)?.first(room) ?? []) {
          room--;
          this.#wake(key, want.stream, process);
        }
      }
    }
    if (this.#holder.size + 1 >= this.options.maxInFlight) this.#wakeAny();
  }

  /** The overall limit was what held them up: any line may go on. */
  #wakeAny(): void {
    for (const [key, list] of this.#waiting) {
      const { head } = list;
      if (head) this.#wake(key, head.stream, undefined);
    }
  }

  #wake(key: string, stream: string, process: AgentProcess | undefined): void {
    const mark = `${key} ${stream}`;
    if (this.#woken.has(mark)) return;
    this.#woken.add(mark);
    const list = this.#waiting.get(key);
    const before = list?.head;
    void this.options.nudge(stream).then((looked) => {
      this.#woken.delete(mark);
      if (!looked) {
        setTimeout(() => this.#wake(key, stream, process), WAKE_AGAIN_MS).unref();
        return;
      }
      // It took a slot (and is out of the line), or it wants none: either way it does not hold up the others.
      if (list?.has(stream) && (before?.stream !== stream || this.#hasRoom(process))) list.remove(stream);
      if (list?.size === 0) this.#waiting.delete(key);
      if (process && this.#hasRoom(process)) this.#wakeFor(process);
    });
  }

  #hasRoom(process: AgentProcess | undefined): boolean {
    return (
      process !== undefined &&
      process.leases.size < process.maxConcurrent &&
      this.#holder.size < this.options.maxInFlight
    );
  }
}

const keyOf = (want: Want): string =>
  want.agentName === undefined ? want.capability : `${want.capability}@${want.agentName}`;
