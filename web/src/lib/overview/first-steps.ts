import type { AnswerOf } from '$contract/endpoints.js';

type Run = AnswerOf<'listRuns'>['items'][number];
type Agent = AnswerOf<'listAgents'>['items'][number];
type Approval = AnswerOf<'listApprovals'>['items'][number];

export interface FirstStep {
  readonly label: string;
  readonly done: boolean;
  readonly href: string;
  /** The event that made it done, for people. */
  readonly event?: string;
}

/** What a new user does first, ticked by what the log says. */
export function firstSteps(seen: {
  readonly run: Run | undefined;
  readonly agent: Agent | undefined;
  readonly approval: Approval | undefined;
  readonly completed: Run | undefined;
}): readonly FirstStep[] {
  return [
    {
      label: 'Connect an agent',
      done: seen.agent !== undefined,
      href: '/agents?connect',
      ...(seen.agent ? { event: seen.agent.agentId } : {}),
    },
    {
      label: 'Start a run of a workflow',
      done: seen.run !== undefined,
      href: seen.run ? `/runs/${seen.run.runId}` : '/workflows',
      ...(seen.run ? { event: `#${Number(seen.run.statePosition).toLocaleString('en-US')}` } : {}),
    },
    {
      label: 'Approve a step',
      done: seen.approval !== undefined,
      href: '/approvals',
      ...(seen.approval ? { event: seen.approval.stepKey } : {}),
    },
    {
      label: 'See what a finished run cost',
      done: seen.completed !== undefined,
      href: seen.completed ? `/runs/${seen.completed.runId}?tab=cost` : '/runs',
      ...(seen.completed ? { event: `#${Number(seen.completed.position).toLocaleString('en-US')}` } : {}),
    },
  ];
}
