/** A step as far as the order goes. */
export interface Ordered {
  readonly stepKey: string;
  readonly dependsOn: readonly string[];
}

/** Steps layer by layer, each one below the deepest that it depends on; what is in a circle, which no definition has, comes last. */
export function layersOf<S extends Ordered>(steps: readonly S[]): S[][] {
  const waitsFor = new Map(steps.map(({ stepKey }) => [stepKey, 0]));
  const dependents = new Map<string, S[]>();
  for (const step of steps)
    for (const key of new Set(step.dependsOn)) {
      if (!waitsFor.has(key)) continue;
      waitsFor.set(step.stepKey, (waitsFor.get(step.stepKey) ?? 0) + 1);
      const others = dependents.get(key);
      if (others) others.push(step);
      else dependents.set(key, [step]);
    }
  const depth = new Map<string, number>();
  let deepest = -1;
  for (let open = steps.filter(({ stepKey }) => waitsFor.get(stepKey) === 0); open.length > 0;) {
    deepest++;
    const next: S[] = [];
    for (const { stepKey } of open) {
      depth.set(stepKey, deepest);
      for (const after of dependents.get(stepKey) ?? []) {
        const left = (waitsFor.get(after.stepKey) ?? 0) - 1;
        waitsFor.set(after.stepKey, left);
        if (left === 0) next.push(after);
      }
    }
    open = next;
  }
  const layers: S[][] = [];
  for (const step of steps) (layers[depth.get(step.stepKey) ?? deepest + 1] ??= []).push(step);
  return layers;
}
