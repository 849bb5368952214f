import type { CommandEvents, RecordedFacts } from '../kernel/redecide.js';
import type { WorkflowCommand } from './commands.js';
import type { WorkflowDefinition } from './definition.js';
import type { WorkflowEvent } from './events.js';

/** The command that saved this version. `definition` is the one that its event refers to, and `hash` is SHA-256 of its canonical JSON. */
export function recordedWorkflowCommand(
  [first]: CommandEvents<WorkflowEvent>,
  { now }: RecordedFacts,
  definition: WorkflowDefinition,
  hash: string,
): WorkflowCommand {
  const { definition: blob, warnings, source } = first.data;
  return {
    name: 'SaveVersion',
    payload: { definition },
    facts: { now, actor: first.metadata.actor, blob, hash, warnings, source },
  };
}
