import type { ReplyOf } from '../../../src/api/contract/endpoints.js';
import { exampleRun } from '../../../src/api/contract/run-views.js';

export type RunReply = ReplyOf<'getRun'>;
type StepReply = RunReply['steps'][number];
type EventReply = ReplyOf<'listRunEvents'>['items'][number];

export const RUN = exampleRun.run.runId;
const START = Date.parse('2026-11-24T14:32:07.000Z');
export const at = (ms: number): string => new Date(START + ms).toISOString();

const template = exampleRun.steps[0];

/** A step that has not begun, unless said otherwise. */
export function step(
  stepKey: string,
  order: number,
  dependsOn: readonly string[],
  over: Partial<StepReply> = {},
): StepReply {
  if (template === undefined) throw new Error('the contract has no example of a step');
  return {
    ...template,
    stepKey,
    stepId: stepKey,
    name: stepKey,
    order,
    dependsOn: [...dependsOn],
    status: 'pending',
    attempt: 0,
    capability: stepKey,
    agentId: null,
    agentName: null,
    readyAt: null,
    startedAt: null,
    endedAt: null,
    summary: null,
    outputRevision: null,
    carried: null,
    ...over,
  };
}

/** A step that ran from one instant to another (milliseconds after the start). */
export const done = (agentName: string, from: number, to: number, nanoUsd = '0'): Partial<StepReply> => ({
  status: 'completed',
  attempt: 1,
  agentId: agentName,
  agentName,
  startedAt: at(from),
  endedAt: at(to),
  spent: { nanoUsd, tokens: nanoUsd === '0' ? 0 : 5_120 },
});
export const running = (agentName: string, from: number, attempt = 1): Partial<StepReply> => ({
  status: 'running',
  attempt,
  agentId: agentName,
  agentName,
  startedAt: at(from),
});

/** A run of repository-report with these steps. */
export function story(steps: readonly StepReply[], run: Partial<RunReply['run']> = {}): RunReply {
  return {
    run: {
      ...exampleRun.run,
      waits: [],
      ...run,
      steps: {
        total: steps.length,
        done: steps.filter((each) => each.status === 'completed' || each.status === 'skipped').length,
        running: steps.filter((each) => each.status === 'running').length,
        failed: steps.filter((each) => each.status === 'deadLetter').length,
        waiting: steps.filter((each) => each.status === 'awaitingApproval' || each.status === 'awaitingBudget').length,
        retrying: steps.filter((each) => each.status === 'awaitingRetry').length,
        skipped: steps.filter((each) => each.status === 'skipped').length,
      },
    },
    steps: [...steps],
  };
}

export const event = (
  revision: number,
  type: string,
  ms: number,
  stepKey: string | null = null,
  actor = 'scheduler',
): EventReply => ({
  revision,
  position: String(1_000 + revision),
  id: `event-${revision}`,
  type,
  stepKey,
  attempt: stepKey === null ? null : 1,
  actor: { kind: 'system', id: actor, name: actor },
  at: at(ms),
  failure: false,
  nanoUsd: null,
  commandId: 'command',
  causationId: 'command',
});
