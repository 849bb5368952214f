import type { Commands } from '../commands/commands.js';
import { NAMESPACE, uuidV5 } from '../commands/hashing.js';
import { DomainError } from '../domain/kernel/errors.js';
import type { Clock, CommandContext } from '../domain/kernel/ports.js';
import { dueCommands, nextDue } from '../domain/scheduling/due.js';
import type { OpenRuns } from './open-runs.js';
import type { ProcessLog } from './process-log.js';
import { failpoint } from '../faults/failpoint.js';

const TICK_MS = 50;
/** Timers stand behind results: at most this many runs are looked at at once. */
const IN_FLIGHT = 64;
const AGAIN_MS = 1_000;
/** A stream that cannot be read or written is not looked at every second. */
const REFUSED_MS = 60_000;
const TIMER = { kind: 'system', id: 'timers', name: 'timers' } as const;

/** Retries, timeouts, expiries, deadlines, settlements. The index says "look at run X", the fold decides; a stale timer gives no events. */
export class Timers {
  readonly #ready: string[] = [];
  #inFlight = 0;
  #tick: NodeJS.Timeout | undefined;

  constructor(
    readonly commands: Commands,
    readonly openRuns: OpenRuns,
    readonly clock: Clock,
    readonly log: ProcessLog,
  ) {}

  start(): void {
    this.#tick = setInterval(() => this.#look(), TICK_MS);
  }

  stop(): void {
    clearInterval(this.#tick);
  }

  #look(): void {
    for (const stream of this.openRuns.due.take(this.clock.now())) this.#ready.push(stream);
    while (this.#inFlight < IN_FLIGHT) {
      const stream = this.#ready.shift();
      if (stream === undefined) return;
      this.#inFlight++;
      void this.fire(stream).finally(() => this.#inFlight--);
    }
  }

  /** Does what is due in one run; settles when it is done. */
  async fire(stream: string): Promise<void> {
    try {
      if (FAILPOINTS) await failpoint('timer.before');
      const { revision, due } = await this.commands.runs.look(stream, (state, { head }) => ({
        revision: head.revision,
        due: dueCommands(state, this.clock.now()),
      }));
      for (const request of due) {
        const commandId = uuidV5(NAMESPACE, stream, String(revision), request.name, JSON.stringify(request.payload));
        const context: CommandContext = { commandId, causationId: commandId, actor: TIMER };
        await this.commands.runs.execute(stream, request, context);
      }
      if (FAILPOINTS) await failpoint('timer.after');
      await this.commands.runs.nudge(stream);
      await this.commands.runs.look(stream, (state) =>
        this.openRuns.due.set(stream, laterThan(this.clock.now(), nextDue(state))),
      );
    } catch (error) {
      // The store is away, or the stream cannot be read: the timer stays, and is tried again.
      const code = error instanceof DomainError ? error.code : undefined;
      this.log.warn({ stream, code, reason: String(error) }, 'a timer could not fire and is tried again');
      this.openRuns.due.set(stream, this.clock.now() + (code?.startsWith('STORE.') ? AGAIN_MS : REFUSED_MS));
    }
  }
}

/** What is still due after it fired (a ready step that found no agent) is not looked at in a tight loop. */
const laterThan = (now: number, due: number | undefined): number | undefined =>
  due === undefined || due > now ? due : now + AGAIN_MS;
