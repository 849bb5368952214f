interface Layered {
  readonly id: string;
  readonly dependsOn: readonly string[];
}

/**
 * Steps layer by layer, each one below the deepest step that it depends on; within a layer in the order given. Dependencies that do not exist
 * count for nothing. Steps of a cycle, and those after it, come in a layer of their own at the end.
 */
export function layersOf<Step extends Layered>(steps: readonly Step[]): Step[][] {
  const known = new Set(steps.map(({ id }) => id));
  const waitsFor = new Map<string, number>();
  const dependents = new Map<string, Step[]>();
  for (const step of steps) {
    const before = new Set(step.dependsOn.filter((id) => known.has(id)));
    waitsFor.set(step.id, before.size);
    for (const id of before) {
      const others = dependents.get(id);
      if (others) others.push(step);
      else dependents.set(id, [step]);
    }
  }
  const depth = new Map<string, number>();
  let open = steps.filter(({ id }) => waitsFor.get(id) === 0);
  let deepest = -1;
  // By waves, not by recursion: a long chain must not overflow the stack.
  while (open.length > 0) {
    deepest++;
    const next: Step[] = [];
    for (const { id } of open) {
      depth.set(id, deepest);
      for (const after of dependents.get(id) ?? []) {
        const left = (waitsFor.get(after.id) ?? 0) - 1;
        waitsFor.set(after.id, left);
        if (left === 0) next.push(after);
      }
    }
    open = next;
  }
  const layers: Step[][] = [];
  for (const step of steps) (layers[depth.get(step.id) ?? deepest + 1] ??= []).push(step);
  return layers;
}
