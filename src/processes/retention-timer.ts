import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError, messageOf } from '../domain/kernel/errors.js';
import type { CommandContext } from '../domain/kernel/ports.js';
import type { ProcessLog } from './process-log.js';
import type { PruningOutcome } from './pruning.js';

/** How often it looks whether it is time, in ms; what failed is tried again then. */
const LOOK_MS = 10 * 60_000;
/** A policy is not applied by itself before it has stood for so long: what it would delete can be looked at, and the policy set right. */
export const POLICY_RESTS_MS = 24 * 3_600_000;

export interface RetentionTimerDeps {
  readonly apply: (context: CommandContext) => Promise<PruningOutcome>;
  /** When the policy was set, in ms; undefined: there is none. */
  readonly policyAt: () => Promise<number | undefined>;
  /** Between two prunings, in ms; undefined: people apply the policy. */
  readonly everyMs: number | undefined;
  readonly now: () => number;
  readonly log: ProcessLog;
}

/** The process manager that applies the retention policy. All servers run it: what one has pruned, the others do not find, and the record lets one prune at a time. */
export class RetentionTimer {
  #lastAt: number | undefined;
  #problem: string | undefined;

  constructor(private readonly deps: RetentionTimerDeps) {}

  /** When it prunes next, in ms; undefined: it does not. */
  async nextAt(): Promise<number | undefined> {
    const { everyMs, policyAt } = this.deps;
    const set = everyMs === undefined ? undefined : await policyAt();
    if (everyMs === undefined || set === undefined) return undefined;
    return Math.max(set + POLICY_RESTS_MS, this.#lastAt === undefined ? 0 : this.#lastAt + everyMs);
  }

  async run(signal: AbortSignal): Promise<void> {
    if (this.deps.everyMs === undefined) return;
    for (;;) {
      // At first too: a server that has just started has better things to do.
      await sleep(LOOK_MS, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      await this.look();
    }
  }

  /** Prunes when it is time. Never rejects: it is looked again. */
  async look(): Promise<void> {
    const { apply, now, log } = this.deps;
    try {
      const next = await this.nextAt();
      if (next === undefined || next > now()) return;
      const commandId = randomUUID();
      await apply({ commandId, causationId: commandId, actor: { kind: 'system', id: 'retention', name: 'retention' } });
      this.#lastAt = now();
      this.#problem = undefined;
    } catch (error) {
      const problem = messageOf(error);
      // Another server is at it, or a person.
      if (error instanceof DomainError && error.code === 'RETENTION.BUSY') return;
      if (problem !== this.#problem)
        log.warn({ reason: problem }, 'the retention policy could not be applied; trying again');
      this.#problem = problem;
    }
  }
}
