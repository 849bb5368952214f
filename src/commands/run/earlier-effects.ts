import { DomainError, type Problem } from '../../domain/kernel/errors.js';
import type { RunId } from '../../domain/kernel/ids.js';
import type { RunHistory } from '../../domain/run/history.js';
import type { Effect } from '../../domain/run/replay-plan.js';
import type { Run } from '../../domain/run/state.js';
import { effectOf } from './replay-story.js';

/** Replays of replays of replays: so far back it is looked. */
const MAX_RUNS = 20;

/**
 * Side effects of the runs that an origin goes back to: a result that it carried over may have been paid for there, and its step may run again.
 * Runs that are not there any more are named in a warning: the origin is whole without them.
 */
export async function earlierEffects(
  history: Pick<RunHistory, 'events'>,
  { source }: Run,
): Promise<{ readonly effects: readonly Effect[]; readonly warnings: readonly Problem[] }> {
  const effects: Effect[] = [];
  let from: { readonly runId: RunId; readonly revision: number } | undefined = source;
  for (let runs = 0; from !== undefined; runs++) {
    const back = runs < MAX_RUNS ? await effectsOf(history, from) : undefined;
    if (back === undefined) return { effects, warnings: [unknownBefore(from.runId)] };
    effects.unshift(...back.effects);
    from = back.source;
  }
  return { effects, warnings: [] };
}

/** Undefined when the run is gone or cannot be read. */
async function effectsOf(
  history: Pick<RunHistory, 'events'>,
  from: { readonly runId: RunId; readonly revision: number },
): Promise<{ readonly effects: readonly Effect[]; readonly source: Run['source'] } | undefined> {
  const effects: Effect[] = [];
  let start: { readonly source: Run['source'] } | undefined;
  try {
    for await (const { type, data, revision } of history.events(from.runId)) {
      if (type === 'RunStarted') start = { source: data.source };
      if (type === 'SideEffectRecorded') effects.push(effectOf(data, revision, from));
    }
  } catch (error) {
    if (error instanceof DomainError && error.code === 'STREAM.UNREADABLE') return undefined;
    throw error;
  }
  return start && { effects, source: start.source };
}

const unknownBefore = (runId: string): Problem => ({
  path: 'origin',
  message: `The origin is itself a replay, and goes back to run ${runId}, which cannot be looked at: side effects of that run are not in this list.`,
});
