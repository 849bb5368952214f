class StepOutput {
  constructor(output, summary) {
    this.output = output;
    this.summary = summary;
  }
  output;
  summary;
}
function result(output, about = {}) {
  return new StepOutput(output, about.summary ?? "");
}
function agentTaskOf(task) {
  const { handoff } = task;
  return {
    taskId: handoff.taskId,
    inputs: isRecord(handoff.inputs) ? handoff.inputs : {},
    constraints: handoff.constraints,
    parentSummary: handoff.parentSummary,
    ...handoff.approval && { approval: handoff.approval },
    capability: task.capability,
    ...task.model !== void 0 && { model: task.model },
    tier: task.tier,
    runId: task.runId,
    workflow: task.workflow,
    step: task.step,
    attempt: task.attempt,
    deadlineAt: task.deadlineAt
  };
}
function isRecord(value) {
  return typeof value == "object" && value !== null && !Array.isArray(value);
}
export {
  StepOutput,
  agentTaskOf,
  result
};
//# sourceMappingURL=handler.js.map
