import type { Commands } from '../commands/commands.js';
import { agentStream, operatorStream, runStream, workflowStream } from '../domain/catalog.js';
import { DomainError, type Problem } from '../domain/kernel/errors.js';
import type { HoldScope } from '../domain/retention/events.js';

/** A hold on what does not exist holds nothing, and nobody would notice. Rejects with HOLD.UNKNOWN_SCOPE (invalid) and each name that is nobody's. */
export async function checkHoldScope(commands: Commands, scope: HoldScope): Promise<void> {
  const { workflowId, operatorId, agentId, runIds = [] } = scope;
  const problems: Problem[] = [];
  const check = async (path: string, what: string, isThere: Promise<boolean>): Promise<void> => {
    if (!(await isThere)) problems.push({ path: `scope.${path}`, message: `there is no ${what}` });
  };
  if (workflowId !== undefined)
    await check(
      'workflowId',
      `workflow "${workflowId}"`,
      commands.workflows.look(workflowStream(workflowId), ({ versions }) => versions.length > 0),
    );
  if (operatorId !== undefined)
    await check(
      'operatorId',
      `operator "${operatorId}"`,
      commands.operators.look(operatorStream(operatorId), (_, { head }) => head.revision >= 0),
    );
  if (agentId !== undefined)
    await check(
      'agentId',
      `agent "${agentId}"`,
      commands.agents.look(agentStream(agentId), (_, { head }) => head.revision >= 0),
    );
  for (const [i, runId] of runIds.entries())
    await check(
      `runIds[${i}]`,
      `run ${runId} (it may have been pruned)`,
      commands.runs.look(runStream(runId), ({ status }) => status !== 'none'),
    );
  if (problems.length > 0)
    throw new DomainError(
      'HOLD.UNKNOWN_SCOPE',
      'invalid',
      'The hold would be on nothing: something that it names does not exist.',
      { problems },
    );
}
