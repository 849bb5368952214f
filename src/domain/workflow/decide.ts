import type { Decider } from '../kernel/decider.js';
import { DomainError } from '../kernel/errors.js';
import type { WorkflowCommand } from './commands.js';
import type { WorkflowEvent } from './events.js';
import { latestVersion, type Workflow } from './state.js';

/** Versions of one workflow. A saved version is never changed; saving the latest one again is no event and answers that version. */
export const workflowDecider: Decider<Workflow, WorkflowCommand, WorkflowEvent> = {
  stateVersion: 1,
  initialState: () => ({ id: undefined, versions: [] }),
  decide(workflow, { payload: { definition, latestSeen }, facts }) {
    if (workflow.id !== undefined && workflow.id !== definition.id) {
      throw new DomainError(
        'WORKFLOW.OTHER_ID',
        'invalid',
        `this is workflow "${workflow.id}", and the definition says id "${definition.id}": a new id is a new workflow`,
      );
    }
    const latest = latestVersion(workflow);
    if (latest?.hash === facts.hash) return [];
    const version = latest?.version ?? 0;
    if (latestSeen !== undefined && latestSeen !== version) {
      throw new DomainError(
        'WORKFLOW.SAVED_MEANWHILE',
        'conflict',
        latestSeen === 0
          ? `there is a workflow "${definition.id}" already, at version ${version}: choose another id, or save upon that version`
          : `version ${version} was saved meanwhile: you have seen version ${latestSeen}`,
        { latest: version, latestSeen },
      );
    }
    return [
      {
        type: 'WorkflowVersionSaved',
        data: {
          workflowId: definition.id,
          version: version + 1,
          name: definition.name,
          description: definition.description ?? '',
          definition: facts.blob,
          hash: facts.hash,
          steps: definition.steps.length,
          warnings: facts.warnings.map(({ path, message }) => ({ path, message })),
          ...(facts.source === undefined ? {} : { source: facts.source }),
        },
      },
    ];
  },
  evolve(workflow, event) {
    const { workflowId, version, name, hash, definition } = event.data;
    workflow.versions.push({ version, name, hash, definition });
    return { id: workflowId, versions: workflow.versions };
  },
};
