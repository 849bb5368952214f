import type { Offer } from '../domain/run/commands.js';
import type { Task } from '../gateway/protocol.js';

/** A step that wants an agent now. Rank: priority, then who started first, then the order of the definition. */
export interface Want {
  readonly stream: string;
  readonly leaseId: string;
  readonly capability: string;
  readonly agentName: string | undefined;
  readonly priority: number;
  readonly startedAt: number;
}

/**
 * The agents connected to this process. Slots are its memory (a hint), leases are the log (the truth).
 * Whoever appends StepDispatched holds the agent's connection: no dispatch is ever routed between instances.
 */
export interface AgentPool {
  /** A free slot, taken under this lease; undefined when there is none, or when others with a better rank wait for it: then the stream is nudged when its turn comes. */
  take(want: Want): Offer | undefined;
  /** The lease ended, or was never appended: its slot is free. */
  release(leaseId: string): void;
  /** Sends what was appended to the agents that it names; resent until acknowledged. */
  dispatch(agentBootId: string, task: Task): void;
  cancel(agentBootId: string, leaseId: string, reason: string): void;
}
