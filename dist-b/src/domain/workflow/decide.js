import { DomainError } from "../kernel/errors.js";
import { latestVersion } from "./state.js";
const workflowDecider = {
  stateVersion: 1,
  initialState: () => ({ id: void 0, versions: [] }),
  decide(workflow, { payload: { definition, latestSeen }, facts }) {
    if (workflow.id !== void 0 && workflow.id !== definition.id)
      throw new DomainError(
        "WORKFLOW.OTHER_ID",
        "invalid",
        `this is workflow "${workflow.id}", and the definition says id "${definition.id}": a new id is a new workflow`
      );
    const latest = latestVersion(workflow);
    if (latest?.hash === facts.hash) return [];
    const version = latest?.version ?? 0;
    if (latestSeen !== void 0 && latestSeen !== version)
      throw new DomainError(
        "WORKFLOW.SAVED_MEANWHILE",
        "conflict",
        latestSeen === 0 ? `there is a workflow "${definition.id}" already, at version ${version}: choose another id, or save upon that version` : `version ${version} was saved meanwhile: you have seen version ${latestSeen}`,
        { latest: version, latestSeen }
      );
    return [
      {
        type: "WorkflowVersionSaved",
        data: {
          workflowId: definition.id,
          version: version + 1,
          name: definition.name,
          description: definition.description ?? "",
          definition: facts.blob,
          hash: facts.hash,
          steps: definition.steps.length,
          warnings: facts.warnings.map(({ path, message }) => ({ path, message })),
          ...facts.source === void 0 ? {} : { source: facts.source }
        }
      }
    ];
  },
  evolve(workflow, event) {
    const { workflowId, version, name, hash, definition } = event.data;
    return workflow.versions.push({ version, name, hash, definition }), { id: workflowId, versions: workflow.versions };
  }
};
export {
  workflowDecider
};
//# sourceMappingURL=decide.js.map
