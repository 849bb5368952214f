import { operatorIdOf, type Recorded } from '../../domain/kernel/envelope.js';
import type { WorkflowEvent } from '../../domain/workflow/events.js';
import type { Changes } from '../batch/changes.js';
import type { Definitions } from '../batch/definitions.js';
import type { WorkflowRow } from '../rows.js';

/** Workflows as they are now, and every version as it was saved. */
export function projectWorkflow(
  known: Map<string, WorkflowRow>,
  event: Recorded<WorkflowEvent>,
  definitions: Definitions,
  changes: Changes,
): void {
  const { data } = event;
  const at = event.metadata.at;
  const by = operatorIdOf(event.metadata.actor);
  const { workflowId, version, name, description, hash, steps, warnings } = data;
  changes.workflowVersions.insert({
    workflowId,
    version,
    name,
    description,
    hash,
    steps,
    warnings,
    definition: definitions.json(data.definition),
    source: data.source ?? null,
    savedAt: at,
    savedBy: by,
  });
  const latest = { name, description, latestVersion: version, hash, steps, updatedAt: at, updatedBy: by };
  const workflow = known.get(workflowId);
  if (workflow) return changes.workflows.update(Object.assign(workflow, latest));
  const made: WorkflowRow = { workflowId, ...latest };
  known.set(workflowId, made);
  changes.workflows.insert(made);
}
