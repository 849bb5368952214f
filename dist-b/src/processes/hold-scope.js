import { agentStream, operatorStream, runStream, workflowStream } from "../domain/catalog.js";
import { DomainError } from "../domain/kernel/errors.js";
async function checkHoldScope(commands, scope) {
  const { workflowId, operatorId, agentId, runIds = [] } = scope, problems = [], check = async (path, what, isThere) => {
    await isThere || problems.push({ path: `scope.${path}`, message: `there is no ${what}` });
  };
  workflowId !== void 0 && await check(
    "workflowId",
    `workflow "${workflowId}"`,
    commands.workflows.look(workflowStream(workflowId), ({ versions }) => versions.length > 0)
  ), operatorId !== void 0 && await check(
    "operatorId",
    `operator "${operatorId}"`,
    commands.operators.look(operatorStream(operatorId), (_, { head }) => head.revision >= 0)
  ), agentId !== void 0 && await check(
    "agentId",
    `agent "${agentId}"`,
    commands.agents.look(agentStream(agentId), (_, { head }) => head.revision >= 0)
  );
  for (const [i, runId] of runIds.entries())
    await check(
      `runIds[${i}]`,
      `run ${runId} (it may have been pruned)`,
      commands.runs.look(runStream(runId), ({ status }) => status !== "none")
    );
  if (problems.length > 0)
    throw new DomainError(
      "HOLD.UNKNOWN_SCOPE",
      "invalid",
      "The hold would be on nothing: something that it names does not exist.",
      { problems }
    );
}
export {
  checkHoldScope
};
//# sourceMappingURL=hold-scope.js.map
