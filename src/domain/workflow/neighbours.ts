/** A step as far as its neighbours go. */
export interface Neighbour {
  readonly stepKey: string;
  readonly stepId: string;
  readonly dependsOn: readonly string[];
}

/** Steps that a step depends on directly, and every step that cannot start without it, directly or not; both in the order given. */
export function neighboursOf<Step extends Neighbour>(
  steps: readonly Step[],
  of: Neighbour,
): { readonly before: readonly Step[]; readonly after: readonly Step[] } {
  const direct = new Set(of.dependsOn);
  const dependents = new Map<string, Step[]>();
  for (const step of steps)
    for (const id of step.dependsOn) {
      const others = dependents.get(id);
      if (others) others.push(step);
      else dependents.set(id, [step]);
    }
  const after = new Set<Step>();
  const open = [of.stepId];
  for (let id = open.pop(); id !== undefined; id = open.pop())
    for (const step of dependents.get(id) ?? [])
      if (!after.has(step)) {
        after.add(step);
        open.push(step.stepId);
      }
  return { before: steps.filter(({ stepId }) => direct.has(stepId)), after: steps.filter((step) => after.has(step)) };
}
