import type { CommandEvents, RecordedFacts } from '../kernel/redecide.js';
import { Undecidable } from '../kernel/redecide.js';
import type { RetentionCommand } from './commands.js';
import type { RetentionEvent } from './events.js';

/** The command that gave these events, as they show it. What a pruned run was like is not in the log any more. */
export function recordedRetentionCommand(
  [first]: CommandEvents<RetentionEvent>,
  { now }: RecordedFacts,
): RetentionCommand | Undecidable {
  const facts = { now, actor: first.metadata.actor };
  switch (first.type) {
    case 'RetentionPolicySet':
      return { name: 'SetRetentionPolicy', payload: first.data, facts };
    case 'HoldPlaced':
      return { name: 'PlaceHold', payload: first.data, facts };
    case 'HoldLiftRequested':
      return { name: 'RequestHoldLift', payload: first.data, facts };
    case 'HoldLifted':
      return { name: 'ConfirmHoldLift', payload: first.data, facts };
    case 'SubjectErased':
      return { name: 'EraseSubject', payload: { ...first.data, runs: [] }, facts };
    case 'RunsPruned':
      return new Undecidable('what was known of the pruned runs is gone with them');
    case 'PruningFinished':
      return { name: 'FinishPruning', payload: first.data, facts };
  }
}
