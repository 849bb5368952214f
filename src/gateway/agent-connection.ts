import type { Socket } from 'socket.io';
import type { AgentToGateway, CancelStep, GatewayToAgent, Register, Task } from './protocol.js';
import { Dispatched } from './protocol.js';
import type { AgentProcess } from './slot-pool.js';
import { failpoint } from '../faults/failpoint.js';

export type AgentSocket = Socket<AgentToGateway, GatewayToAgent>;

/** A process of an agent and its connection: what is there at once goes out as one frame, and again until it is acknowledged. */
export class AgentConnection implements AgentProcess {
  readonly leases = new Set<string>();
  /** Last word from the process, in milliseconds. */
  lastSeen: number;
  readonly #outbox: Task[] = [];
  readonly #unacknowledged = new Map<string, { readonly task: Task; sentAt: number }>();
  readonly #cancelled: { leaseId: string; reason: string }[] = [];
  #flushing = false;

  constructor(
    readonly agentId: string,
    readonly tokenId: string,
    readonly registered: Register,
    readonly socket: AgentSocket,
    readonly now: () => number,
  ) {
    this.lastSeen = now();
  }

  get name(): string {
    return this.registered.name ?? this.agentId;
  }
  get bootId(): string {
    return this.registered.agentBootId;
  }
  get single(): boolean {
    return this.registered.single;
  }
  get capabilities(): readonly string[] {
    return this.registered.capabilities;
  }
  get maxConcurrent(): number {
    return this.registered.maxConcurrent;
  }

  send(task: Task): void {
    this.#outbox.push(task);
    this.#flushSoon();
  }

  cancel(leaseId: string, reason: string): void {
    this.#unacknowledged.delete(leaseId);
    this.#cancelled.push({ leaseId, reason });
    this.#flushSoon();
  }

  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    setImmediate(() => {
      this.#flushing = false;
      void this.#flush();
    });
  }

  async #flush(): Promise<void> {
    const tasks = this.#outbox.splice(0);
    const leases = this.#cancelled.splice(0);
    if (tasks.length > 0) {
      const sentAt = this.now();
      for (const task of tasks) this.#unacknowledged.set(task.leaseId, { task, sentAt });
      if (FAILPOINTS) await failpoint('emit.before');
      this.socket.emit('dispatchStep', { tasks }, (answer) => void this.#acknowledged(answer));
      if (FAILPOINTS) await failpoint('emit.after');
    }
    if (leases.length > 0) this.socket.emit('cancelStep', { leases } satisfies CancelStep);
  }

  async #acknowledged(answer: unknown): Promise<void> {
    if (FAILPOINTS) await failpoint('emitAcknowledged.before');
    this.lastSeen = this.now();
    const parsed = Dispatched.safeParse(answer);
    if (parsed.success) for (const leaseId of parsed.data.accepted) this.#unacknowledged.delete(leaseId);
    if (FAILPOINTS) await failpoint('emitAcknowledged.after');
  }

  /** A lease that ended needs no acknowledgement. */
  settled(leaseId: string): void {
    this.#unacknowledged.delete(leaseId);
  }

  /** Emits again what was not acknowledged for `afterMs`. */
  resend(afterMs: number): void {
    const since = this.now() - afterMs;
    for (const [leaseId, sent] of this.#unacknowledged) {
      if (sent.sentAt > since) continue;
      this.#unacknowledged.delete(leaseId);
      this.#outbox.push(sent.task);
    }
    if (this.#outbox.length > 0) this.#flushSoon();
  }
}
