interface Layered {
  readonly dependsOn: readonly string[];
}

/**
 * Steps layer by layer, each one below the deepest step that it depends on; within a layer in the order given. Dependencies that do not exist
 * count for nothing. Steps of a cycle, and those after it, come in a layer of their own at the end.
 */
export function layersOf<Step extends Layered>(steps: readonly Step[], idOf: (step: Step) => string): Step[][] {
  const known = new Set(steps.map(idOf));
  const waitsFor = new Map<string, number>();
  const dependents = new Map<string, Step[]>();
  for (const step of steps) {
    const before = new Set(step.dependsOn.filter((id) => known.has(id)));
    waitsFor.set(idOf(step), before.size);
    for (const id of before) {
      const others = dependents.get(id);
      if (others) others.push(step);
      else dependents.set(id, [step]);
    }
  }
  const depth = new Map<string, number>();
  let open = steps.filter((step) => waitsFor.get(idOf(step)) === 0);
  let deepest = -1;
  // By waves, not by recursion: a long chain must not overflow the stack.
  while (open.length > 0) {
    deepest++;
    const next: Step[] = [];
    for (const step of open) {
      depth.set(idOf(step), deepest);
      for (const after of dependents.get(idOf(step)) ?? []) {
        const left = (waitsFor.get(idOf(after)) ?? 0) - 1;
        waitsFor.set(idOf(after), left);
        if (left === 0) next.push(after);
      }
    }
    open = next;
  }
  const layers: Step[][] = [];
  for (const step of steps) (layers[depth.get(idOf(step)) ?? deepest + 1] ??= []).push(step);
  return layers;
}
