function taskOf(run, data, compiled, { inputs, nonce }) {
  const planStep = compiled.plan.byId.get(data.step.stepId);
  return {
    runId: run.runId,
    workflow: { id: run.workflow.id, name: run.workflow.name, version: run.workflow.version },
    step: {
      stepKey: data.step.stepKey,
      stepId: data.step.stepId,
      name: planStep?.name ?? data.step.stepId,
      ...data.step.iteration === void 0 ? {} : { iteration: data.step.iteration }
    },
    attempt: data.attempt,
    leaseId: data.leaseId,
    capability: data.capability,
    ...data.model === void 0 ? {} : { model: data.model },
    tier: data.tier,
    handoff: {
      taskId: data.taskId,
      inputs,
      constraints: {
        outputSchema: planStep?.outputSchema ?? !0,
        ...data.constraints.previousErrors === void 0 ? {} : { previousErrors: data.constraints.previousErrors }
      },
      parentSummary: data.parentSummary,
      ...data.approval === void 0 ? {} : { approval: { ...data.approval, nonce } }
    },
    deadlineAt: data.deadlineAt,
    heartbeatMs: data.heartbeatMs
  };
}
export {
  taskOf
};
//# sourceMappingURL=task.js.map
