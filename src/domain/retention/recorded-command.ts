import type { CommandEvents, RecordedFacts } from '../kernel/redecide.js';
import type { RetentionCommand } from './commands.js';
import type { RetentionEvent } from './events.js';

/**
 * The command that gave these events, as they show it. Whose runs were pruned, and which ones hold a person's data, is not in the record
 * (what is pruned or erased shall leave no trace of whose it was), so a hold by workflow, operator or agent is not asked again.
 */
export function recordedRetentionCommand(
  [first]: CommandEvents<RetentionEvent>,
  { now }: RecordedFacts,
): RetentionCommand {
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
    case 'RunsPruned': {
      const { pruneId, runs, archive } = first.data;
      const shown = runs.map((proof) => {
        const { runId, class: tier, endedAt } = proof;
        const run = { runId, class: tier, workflowId: '', operatorId: '', agentIds: [], startedAt: endedAt, endedAt };
        return { ...proof, run };
      });
      return { name: 'PruneRuns', payload: { pruneId, runs: shown, archive, asOf: first.revision }, facts };
    }
    case 'PruningFinished':
      return { name: 'FinishPruning', payload: first.data, facts };
  }
}
