function planOfRun(plan, chosen) {
  if (!chosen) return plan;
  const { agents, models } = chosen;
  if (Object.keys(agents).length === 0 && Object.keys(models).length === 0) return plan;
  const steps = plan.steps.map((step) => ({
    ...step,
    agentName: ownValue(agents, step.id) ?? step.agentName,
    model: ownValue(models, step.id) ?? step.model
  }));
  return { ...plan, steps, byId: new Map(steps.map((step) => [step.id, step])) };
}
const ownValue = (values, key) => Object.hasOwn(values, key) ? values[key] : void 0;
export {
  ownValue,
  planOfRun
};
//# sourceMappingURL=run-plan.js.map
