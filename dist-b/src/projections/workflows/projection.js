import { operatorIdOf } from "../../domain/kernel/envelope.js";
function projectWorkflow(known, event, definitions, changes) {
  const { data } = event, at = event.metadata.at, by = operatorIdOf(event.metadata.actor), { workflowId, version, name, description, hash, steps, warnings } = data;
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
    savedBy: by
  });
  const latest = { name, description, latestVersion: version, hash, steps, updatedAt: at, updatedBy: by }, workflow = known.get(workflowId);
  if (workflow) return changes.workflows.update(Object.assign(workflow, latest));
  const made = { workflowId, ...latest };
  known.set(workflowId, made), changes.workflows.insert(made);
}
export {
  projectWorkflow
};
//# sourceMappingURL=projection.js.map
