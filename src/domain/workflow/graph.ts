import { Graph } from '@dagrejs/graphlib';
import { reachability } from './reachability.js';

/** A step as far as the order of steps goes. */
export interface GraphStep {
  readonly id: string;
  readonly dependsOn: readonly string[];
}

/** The dependencies of a workflow's steps, in questions and answers. Of steps with one id the first counts; dependencies that do not exist are left out. */
export interface DependencyGraph {
  /** Ids with every step after those that it depends on, else in the order of the document; the steps of cycles are missing. */
  readonly order: readonly string[];
  /** Cycles that share no step, each as `a -> b -> a`, where an arrow reads "depends on". */
  readonly cycles: readonly string[];
  /** Whether a step is certainly complete before another one starts: among its dependencies, theirs, and so on. */
  isBefore(id: string, other: string): boolean;
}

const MAX_CYCLES = 10;

/**
 * graphlib keeps the graph; the walks are written here, because its own recurse and overflow the stack at about 2,300 steps in a chain.
 */
export function dependencyGraph(steps: readonly GraphStep[]): DependencyGraph {
  const graph = new Graph({ directed: true });
  for (const { id } of steps) graph.setNode(id);
  const seen = new Set<string>();
  for (const { id, dependsOn } of steps) {
    if (seen.has(id)) continue;
    seen.add(id);
    for (const dependency of dependsOn)
      if (dependency !== id && graph.hasNode(dependency)) graph.setEdge(dependency, id);
  }
  const predecessors = (id: string): string[] => graph.predecessors(id) ?? [];
  const successors = (id: string): string[] => graph.successors(id) ?? [];
  const ids = graph.nodes();

  const { order, rest } = kahn(ids, predecessors, successors);
  return { order, cycles: cyclesOf(rest, predecessors), isBefore: reachability(ids, predecessors) };
}

function kahn(
  ids: readonly string[],
  predecessors: (id: string) => string[],
  successors: (id: string) => string[],
): { order: string[]; rest: Set<string> } {
  const waitsFor = new Map(ids.map((id) => [id, predecessors(id).length]));
  const order = ids.filter((id) => waitsFor.get(id) === 0);
  for (let i = 0; i < order.length; i++) {
    const id = order[i];
    if (id === undefined) break;
    for (const next of successors(id)) {
      const left = (waitsFor.get(next) ?? 0) - 1;
      waitsFor.set(next, left);
      if (left === 0) order.push(next);
    }
  }
  const done = new Set(order);
  return { order, rest: new Set(ids.filter((id) => !done.has(id))) };
}

/** What Kahn's sort left: cycles, and steps after them. Each has a predecessor that was left too, so a walk backwards must come round. */
function cyclesOf(rest: ReadonlySet<string>, predecessors: (id: string) => string[]): string[] {
  const cycles: string[] = [];
  const finished = new Set<string>();
  for (const start of rest) {
    if (cycles.length >= MAX_CYCLES) break;
    const path: string[] = [];
    const place = new Map<string, number>();
    let at: string | undefined = start;
    while (at !== undefined && !finished.has(at) && !place.has(at)) {
      place.set(at, path.length);
      path.push(at);
      const before: string[] = predecessors(at).filter((id) => rest.has(id));
      at = before.find((id) => place.has(id)) ?? before.find((id) => !finished.has(id)) ?? before[0];
    }
    const from = at === undefined ? undefined : place.get(at);
    for (const id of path) finished.add(id);
    if (from !== undefined) cycles.push([...path.slice(from), path[from]].join(' -> '));
  }
  return cycles;
}
