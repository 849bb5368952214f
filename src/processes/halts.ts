import type { Commands } from '../commands/commands.js';
import { uuidV5 } from '../commands/hashing.js';
import type { ControlScope } from '../domain/control/events.js';
import { DomainError } from '../domain/kernel/errors.js';
import type { OpenRuns } from './open-runs.js';

const IN_FLIGHT = 64;
const HALTS = { kind: 'system', id: 'halts', name: 'halts' } as const;

/** Sees to it that every open run in the scope of an emergency stop is halted, also those that the command's own process did not reach. */
export class Halts {
  constructor(
    readonly commands: Commands,
    readonly openRuns: OpenRuns,
  ) {}

  /** Halts what is open in scope. Safe to repeat: a run that is halted already stays as it is. */
  async enforce(haltId: string, scope: ControlScope, reason: string): Promise<number> {
    const streams = this.openRuns.streams(scope.kind === 'workflow' ? scope.id : undefined);
    const halted = await inParallel(streams, async (stream) => {
      const commandId = uuidV5(haltId, stream, 'halt');
      const runScope =
        scope.kind === 'workflow'
          ? { kind: 'workflow' as const, id: scope.id, haltId }
          : { kind: 'everything' as const, haltId };
      const answer = await this.commands.runs.execute(
        stream,
        { name: 'HaltRun', payload: { reason, scope: runScope } },
        { commandId, causationId: haltId, actor: HALTS },
      );
      return answer.events.length > 0;
    });
    return halted;
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
