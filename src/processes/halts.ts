import type { RunObserver } from '../commands/run/run-aggregate.js';
import type { Commands } from '../commands/commands.js';
import { haltCommand } from '../commands/run/halt-command.js';
import type { Recorded } from '../domain/kernel/envelope.js';
import type { RunEvent } from '../domain/run/events.js';
import type { Run } from '../domain/run/state.js';
import type { ControlScope } from '../domain/control/events.js';
import { DomainError } from '../domain/kernel/errors.js';
import type { OpenRuns } from './open-runs.js';

const IN_FLIGHT = 64;
const HALTS = { kind: 'system', id: 'halts', name: 'halts' } as const;

/** Sees to it that every open run in the scope of an emergency stop is halted, also those that the command's own process did not reach. */
export class Halts implements RunObserver {
  constructor(
    readonly commands: Commands,
    readonly openRuns: OpenRuns,
  ) {}

  /** A run that was started or resumed upon an older `control`, while the order was on its way, is halted as soon as it is seen: written here, or read. */
  runChanged(stream: string, run: Run, events: readonly Recorded<RunEvent>[]): void {
    const mayBeNew = events.length === 0 || events.some(({ type }) => type === 'RunStarted' || type === 'RunResumed');
    const halt = run.status === 'running' && mayBeNew ? this.commands.control.haltOf(run.workflow.id) : undefined;
    if (halt) void this.#halt(stream, halt.haltId, halt.scope, halt.reason).catch(() => undefined);
  }

  /** Halts what is open in scope. Safe to repeat: a run that is halted already stays as it is. */
  async enforce(haltId: string, scope: ControlScope, reason: string): Promise<number> {
    const streams = this.openRuns.streams(scope.kind === 'workflow' ? scope.id : undefined);
    return inParallel(streams, (stream) => this.#halt(stream, haltId, scope, reason));
  }

  async #halt(stream: string, haltId: string, scope: ControlScope, reason: string): Promise<boolean> {
    const { request, context } = haltCommand(stream, { haltId, scope, reason });
    const answer = await this.commands.runs.execute(stream, request, { ...context, actor: HALTS });
    return answer.events.length > 0;
  }
}

/** How many of the runs it was done to. A run that ended meanwhile, or is halted by something else, is passed over. */
async function inParallel(streams: readonly string[], work: (stream: string) => Promise<boolean>): Promise<number> {
  let done = 0;
  const left = [...streams];
  const worker = async (): Promise<void> => {
    for (let stream = left.pop(); stream !== undefined; stream = left.pop()) {
      try {
        if (await work(stream)) done++;
      } catch (error) {
        if (!(error instanceof DomainError) || error.kind === 'unavailable') throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return done;
}
