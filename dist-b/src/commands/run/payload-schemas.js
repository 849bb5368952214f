import { runStream } from "../../domain/catalog.js";
import { leaseOf, planStepOf, startedRun } from "../../domain/run/rejections.js";
import { inputOf, paramsOf } from "./run-aux.js";
function payloadSchemas(sources, request, context) {
  switch (request.name) {
    case "StartRun":
      return sources.definitionFor(request, context).then(({ definition: { input = !0 } }) => [
        bySchema(["input"], input, request.payload.runId, () => request.payload.input)
      ]);
    case "ReplayRun":
      return replaySchemas(sources, request, context);
    case "CompleteStep":
      return outputSchema(sources, context, ({ plan }) => {
        const lease = leaseOf(startedRun(context.state), request.payload.leaseId, context.context.actor);
        return planStepOf(plan, lease.stepKey).outputSchema;
      });
    case "SkipStep":
      return outputSchema(sources, context, ({ plan }) => planStepOf(plan, request.payload.stepKey).outputSchema);
    case "EditApproval":
      return editedParams(sources, context, request.payload.approvalId);
    default:
      return;
  }
}
const bySchema = (path, schema, runId, runInput) => ({ path, schema, runInput, unnamed: `run ${runId}` });
function outputSchema(sources, { state, aux, stream }, of) {
  const { runId } = startedRun(state), { payloads } = sources, runInput = async () => payloads.value(aux.payloads.get(0) ?? await payloads.at(stream, 0, inputOf)), schemas = (ready2) => [bySchema(["output"], of(ready2), runId, runInput)], ready = sources.compiled(state, aux);
  return ready instanceof Promise ? ready.then(schemas) : schemas(ready);
}
async function replaySchemas(sources, request, context) {
  const { runId, changes, origin } = request.payload, { definition, plan } = await sources.definitionFor(request, context), { payloads } = sources, runInput = async () => changes.input ?? payloads.value(await payloads.at(runStream(origin.runId), 0, inputOf));
  return [
    bySchema(["changes", "input"], definition.input ?? !0, runId, runInput),
    ...Object.keys(changes.outputs).map(
      (id) => bySchema(["changes", "outputs", id], plan.byId.get(id)?.outputSchema ?? !0, runId, runInput)
    )
  ];
}
async function editedParams({ payloads }, { state, stream }, approvalId) {
  const run = startedRun(state), approval = run.approvals.get(approvalId);
  if (!approval) return;
  const asked = await payloads.value(await payloads.at(stream, approval.requestedAtRevision, paramsOf));
  return [{ ...bySchema(["params"], !0, run.runId, () => null), like: asked }];
}
export {
  payloadSchemas
};
//# sourceMappingURL=payload-schemas.js.map
