import type { Task } from '../../../src/gateway/protocol.js';
import type { StepContext } from './step-context.js';

/** What a handler is given: the handoff, and where it comes from. */
export interface AgentTask {
  /** The same over all attempts of this step: the idempotency key for side effects outside. */
  readonly taskId: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly constraints: Task['handoff']['constraints'];
  /** What the steps before concluded. */
  readonly parentSummary: string;
  readonly approval?: Task['handoff']['approval'];
  readonly capability: string;
  /** The model that the workflow pins for this step. */
  readonly model?: string;
  readonly tier: Task['tier'];
  readonly runId: string;
  readonly workflow: Task['workflow'];
  readonly step: Task['step'];
  readonly attempt: number;
  /** ISO 8601. */
  readonly deadlineAt: string;
}

/** Returns the step's output, or `result(output, {summary})`; throws an AgentError (or anything) when the step failed. */
export type Handler = (task: AgentTask, context: StepContext) => unknown;

/** An output with a summary for the steps after it. Made by `result`. */
export class StepOutput {
  constructor(
    readonly output: unknown,
    readonly summary: string,
  ) {}
}

export function result(output: unknown, about: { summary?: string } = {}): StepOutput {
  return new StepOutput(output, about.summary ?? '');
}

export function agentTaskOf(task: Task): AgentTask {
  const { handoff } = task;
  return {
    taskId: handoff.taskId,
    inputs: isRecord(handoff.inputs) ? handoff.inputs : {},
    constraints: handoff.constraints,
    parentSummary: handoff.parentSummary,
    ...(handoff.approval && { approval: handoff.approval }),
    capability: task.capability,
    ...(task.model !== undefined && { model: task.model }),
    tier: task.tier,
    runId: task.runId,
    workflow: task.workflow,
    step: task.step,
    attempt: task.attempt,
    deadlineAt: task.deadlineAt,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
