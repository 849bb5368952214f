import { CATALOG } from '../../domain/catalog.js';
import type { Recorded } from '../../domain/kernel/envelope.js';
import { runDecider } from '../../domain/run/decide.js';
import type { RunEvent } from '../../domain/run/events.js';
import type { RunState } from '../../domain/run/state.js';
import type { Folding } from '../aggregate.js';
import { stateFromJson, stateToJson } from '../state-json.js';

/** How the stream of a run becomes its state, for the writer and for the history alike. */
export const runFolding: Folding<RunState, RunEvent, null> = {
  decider: runDecider,
  isEvent: (event): event is Recorded<RunEvent> => CATALOG.get(event.type)?.stream === 'run',
  stateToJson,
  stateFromJson: (json) => restored(stateFromJson(json)),
};

/** A snapshot's integrity is checked by its hash and its shape by the decider's stateVersion; this is where it becomes a state again. */
function restored(value: unknown): RunState {
  if (typeof value !== 'object' || value === null || !('status' in value))
    throw new TypeError('a snapshot of a run has no status');
  return value as RunState;
}
