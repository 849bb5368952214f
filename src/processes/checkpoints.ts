import { setTimeout as sleep } from 'node:timers/promises';
import type { Checkpoint, EvidenceState } from '../domain/evidence/state.js';
import type { ProcessLog } from './process-log.js';
import { messageOf } from '../domain/kernel/errors.js';

/** How often it looks: what other servers signed is told outside, and what could not be told is tried again. */
const LOOK_MS = 30_000;

export interface CheckpointerDeps {
  readonly checkpoints: {
    state(): Promise<EvidenceState>;
    sign(order: { readonly ifMoved: boolean }): Promise<Checkpoint>;
  };
  readonly witness: { tell(newest: Checkpoint): Promise<void> };
  /** Between two checkpoints, when something was recorded. */
  readonly everyMs: number;
  readonly now: () => number;
  readonly log: ProcessLog;
}

/**
 * The process manager that has the log signed every few minutes. All servers run it: whoever looks first when one is due signs it, and the
 * others find it there.
 */
export class Checkpointer {
  #problem: string | null = null;
  #last: Checkpoint | null = null;

  constructor(private readonly deps: CheckpointerDeps) {}

  /** Why the last look has failed; null: it has not. */
  get problem(): string | null {
    return this.#problem;
  }
  /** The newest checkpoint that this server has seen. */
  get last(): Checkpoint | null {
    return this.#last;
  }

  async run(signal: AbortSignal): Promise<void> {
    for (;;) {
      // At first too: a server that has just started has better things to do.
      await sleep(Math.min(LOOK_MS, this.deps.everyMs), undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      await this.look();
    }
  }

  /** Signs when one is due. Never rejects: it is looked again. */
  async look(): Promise<void> {
    const { checkpoints, witness, everyMs, now, log } = this.deps;
    try {
      const { last } = await checkpoints.state();
      // Either way: a clock that was set back, or another server's that is ahead, must not stop it for as long.
      const due = last === null || Math.abs(now() - Date.parse(last.at)) >= everyMs;
      this.#last = due ? await checkpoints.sign({ ifMoved: true }) : last;
      this.#problem = null;
      if (this.#last) await witness.tell(this.#last);
    } catch (error) {
      const problem = messageOf(error);
      // Said once: it is looked again every half minute.
      if (problem !== this.#problem) log.warn({ reason: problem }, 'no checkpoint could be signed; trying again');
      this.#problem = problem;
    }
  }
}
