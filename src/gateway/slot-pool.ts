import type { AgentPool, Want } from '../commands/agent-pool.js';
import type { RunObserver } from '../commands/run/run-aggregate.js';
import type { Offer } from '../domain/run/commands.js';
import { isEnded, type Run } from '../domain/run/state.js';
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
  /** Looks again at what a run wants. Settles when that is done; `away`: try again later; `refused`: it cannot be looked at. */
  nudge(stream: string): Promise<'done' | 'away' | 'refused'>;
}

/**
 * Free slots of the agents connected here. A step that is ready takes one at once when nobody with a better rank waits for it;
 * else its run waits in line, and is looked at when its turn comes.
 */
export class SlotPool implements AgentPool, RunObserver {
  readonly #processes = new Map<string, AgentProcess>();
  readonly #byCapability = new Map<string, Set<AgentProcess>>();
  readonly #holder = new Map<string, AgentProcess>();
  readonly #lines = new Map<string, WaitingList>();
  /** Runs that are being looked at for a line; `again`: a slot became free meanwhile. */
  readonly #woken = new Map<string, { again: boolean }>();

  constructor(readonly options: SlotPoolOptions) {}

  get inFlight(): number {
    return this.#holder.size;
  }

  /** Runs that wait for a slot, by capability. */
  waiting(): ReadonlyMap<string, number> {
    return new Map([...this.#lines].map(([key, line]) => [key, line.size]));
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
    const wasFull = this.#isFull();
    this.#processes.delete(bootId);
    for (const capability of process.capabilities) {
      const offering = this.#byCapability.get(capability);
      offering?.delete(process);
      if (offering?.size === 0) this.#byCapability.delete(capability);
    }
    for (const leaseId of process.leases) this.#holder.delete(leaseId);
    if (wasFull) this.#wakeAll();
  }

  /** An ended run waits for nothing; what another instance ended takes up no slot here. */
  runChanged(stream: string, run: Run, events: readonly unknown[]): void {
    if (events.length === 0)
      for (const { leaseId, status } of run.leases.values()) if (status !== 'active') this.#endedElsewhere(leaseId);
    if (!isEnded(run)) return;
    for (const [key, line] of this.#lines) if (line.remove(stream)) this.#moveOn(key, line);
  }

  #endedElsewhere(leaseId: string): void {
    this.#holder.get(leaseId)?.cancel(leaseId, 'The lease has ended.');
    this.release(leaseId);
  }

  take(want: Want): Offer | undefined {
    const key = keyOf(want);
    const line = this.#lines.get(key);
    const process = this.#isFull() ? undefined : this.#freest(want);
    const { head } = line ?? {};
    const jumpsTheQueue =
      line !== undefined &&
      head !== undefined &&
      head.stream !== want.stream &&
      isBefore(head, want) &&
      line.size >= this.#room(want);
    if (!process || jumpsTheQueue) {
      this.#lineFor(key, want).ask(want);
      return undefined;
    }
    process.leases.add(want.leaseId);
    this.#holder.set(want.leaseId, process);
    this.#served(key, line, want.stream);
    const { agentId: id, name, bootId, single } = process;
    return { agent: { id, name, bootId, single, gatewayId: this.options.gatewayId } };
  }

  /** A run that waits for nothing holds up the others: one that has asked for more stays in line, and its next look says whether it still wants it. */
  #served(key: string, line: WaitingList | undefined, stream: string): void {
    const waiting = line?.get(stream);
    if (!line || !waiting) return;
    if (!waiting.asked) line.remove(stream);
    else if (!this.#woken.has(markOf(key, stream))) this.#wake(key, line, stream);
  }

  /** A lease that another gateway gave to a process that is connected here now takes up a slot of it. */
  hold(bootId: string, leaseId: string): void {
    const process = this.#processes.get(bootId);
    if (!process) return;
    process.leases.add(leaseId);
    this.#holder.set(leaseId, process);
  }

  release(leaseId: string): void {
    const process = this.#holder.get(leaseId);
    if (!process) return;
    const wasFull = this.#isFull();
    this.#holder.delete(leaseId);
    process.leases.delete(leaseId);
    if (wasFull) this.#wakeAll();
    else this.#wakeFor(process);
  }

  dispatch(bootId: string, task: Task): void {
    this.#processes.get(bootId)?.send(task);
  }

  cancel(bootId: string, leaseId: string, reason: string): void {
    this.#processes.get(bootId)?.cancel(leaseId, reason);
  }

  #isFull(): boolean {
    return this.#holder.size >= this.options.maxInFlight;
  }

  #lineFor(key: string, { capability, agentName }: Want): WaitingList {
    let line = this.#lines.get(key);
    if (!line) this.#lines.set(key, (line = new WaitingList(capability, agentName)));
    return line;
  }

  /** The process with the most room among those that offer what is wanted. */
  #freest(want: Pick<Want, 'capability' | 'agentName'>): AgentProcess | undefined {
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

  #room(want: Pick<Want, 'capability' | 'agentName'>): number {
    let free = 0;
    for (const process of this.#byCapability.get(want.capability) ?? []) {
      if (want.agentName === undefined || process.agentId === want.agentName)
        free += Math.max(0, process.maxConcurrent - process.leases.size);
    }
    return Math.min(free, this.options.maxInFlight - this.#holder.size);
  }

  /** Slots of a process are free: the heads of the lines that it can serve are looked at. */
  #wakeFor(process: AgentProcess): void {
    if (this.#lines.size === 0) return;
    for (const capability of process.capabilities) {
      for (const key of [capability, `${capability}@${process.agentId}`]) {
        const line = this.#lines.get(key);
        if (line) this.#wakeLine(key, line);
      }
    }
  }

  /** The overall limit was what held them up: any line may go on. */
  #wakeAll(): void {
    for (const [key, line] of this.#lines) this.#wakeLine(key, line);
  }

  #wakeLine(key: string, line: WaitingList): void {
    for (const { want } of line.first(this.#room(line))) this.#wake(key, line, want.stream);
  }

  /** A run in line is looked at: it takes what it wants. One that asks again stays in line until a slot is free; one that does not wants nothing any more. */
  #wake(key: string, line: WaitingList, stream: string): void {
    const mark = markOf(key, stream);
    const looking = this.#woken.get(mark);
    if (looking) {
      looking.again = true;
      return;
    }
    const look = { again: false };
    this.#woken.set(mark, look);
    const waiting = line.get(stream);
    if (waiting) waiting.asked = false;
    void this.options.nudge(stream).then((looked) => {
      this.#woken.delete(mark);
      if (looked === 'away') {
        setTimeout(() => this.#wakeLine(key, line), WAKE_AGAIN_MS).unref();
        return;
      }
      const now = line.get(stream);
      if (now?.asked && looked === 'done') {
        if (look.again) this.#wakeLine(key, line);
        return;
      }
      line.remove(stream);
      this.#moveOn(key, line);
    });
  }

  #moveOn(key: string, line: WaitingList): void {
    if (line.size > 0) this.#wakeLine(key, line);
    else if (this.#lines.get(key) === line) this.#lines.delete(key);
  }
}

const keyOf = (want: Want): string =>
  want.agentName === undefined ? want.capability : `${want.capability}@${want.agentName}`;

const markOf = (key: string, stream: string): string => `${key} ${stream}`;
