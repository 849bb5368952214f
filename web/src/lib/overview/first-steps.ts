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

const no = (position: string): string => `#${Number(position).toLocaleString('en-US')}`;

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
      ...(seen.agent ? { event: no(seen.agent.position) } : {}),
    },
    {
      label: 'Start a run of a workflow',
      done: seen.run !== undefined,
      href: seen.run ? `/runs/${seen.run.runId}` : '/workflows',
      ...(seen.run ? { event: no(seen.run.statePosition) } : {}),
    },
    {
      label: 'Approve a step',
      done: seen.approval !== undefined,
      href: seen.approval ? `/approvals/${seen.approval.approvalId}` : '/approvals',
      ...(seen.approval ? { event: no(seen.approval.statePosition) } : {}),
    },
    {
      label: 'See what a finished run cost',
      done: seen.completed !== undefined,
      href: seen.completed ? `/runs/${seen.completed.runId}?tab=cost` : '/runs',
      ...(seen.completed ? { event: no(seen.completed.statePosition) } : {}),
    },
  ];
}
