import type { RunEventData } from '../../domain/run/events.js';
import type { Run } from '../../domain/run/state.js';
import type { Task } from '../../gateway/protocol.js';
import type { Compiled } from './definitions.js';
import type { HandedOver } from './run-aux.js';

/** What goes out to the agent, made from the recorded dispatch: the log is the outbox, so it can be made again at any time. */
export function taskOf(
  run: Run,
  data: RunEventData<'StepDispatched'>,
  compiled: Compiled,
  { inputs, nonce }: HandedOver,
): Task {
  const planStep = compiled.plan.byId.get(data.step.stepId);
  return {
    runId: run.runId,
    workflow: { id: run.workflow.id, name: run.workflow.name, version: run.workflow.version },
    step: {
      stepKey: data.step.stepKey,
      stepId: data.step.stepId,
      name: planStep?.name ?? data.step.stepId,
      ...(data.step.iteration === undefined ? {} : { iteration: data.step.iteration }),
    },
    attempt: data.attempt,
    leaseId: data.leaseId,
    capability: data.capability,
    ...(data.model === undefined ? {} : { model: data.model }),
    tier: data.tier,
    handoff: {
      taskId: data.taskId,
      inputs,
      constraints: {
        outputSchema: planStep?.outputSchema ?? true,
        ...(data.constraints.previousErrors === undefined ? {} : { previousErrors: data.constraints.previousErrors }),
      },
      parentSummary: data.parentSummary,
      ...(data.approval === undefined ? {} : { approval: { ...data.approval, nonce } }),
    },
    deadlineAt: data.deadlineAt,
    heartbeatMs: data.heartbeatMs,
  };
}
