import type { Problem } from '../kernel/errors.js';
import { layersOf } from '../kernel/layers.js';
import { MAX_STEPS, type RiskTier } from './definition.js';
import { dependencyGraph } from './graph.js';
import { readLoosely, type LooseStep } from './loose-definition.js';
import { asksFirst } from './plan.js';

/** A step as it is drawn. */
export interface PictureStep {
  readonly id: string;
  readonly name: string;
  /** Place in the document: `steps[index]`. */
  readonly index: number;
  /** From 0: one more than the deepest step that it depends on. */
  readonly layer: number;
  /** Those that exist. */
  readonly dependsOn: readonly string[];
  readonly capability: string | undefined;
  readonly model: string | undefined;
  readonly tier: RiskTier;
  readonly asksApproval: boolean;
  readonly estimateNanoUsd: bigint | undefined;
  readonly inCycle: boolean;
  /** Problems and warnings whose path is within this step. */
  readonly problems: number;
  readonly warnings: number;
}
export interface Picture {
  /** In the order of the document. */
  readonly steps: readonly PictureStep[];
  /** Ids, layer by layer. */
  readonly layers: readonly (readonly string[])[];
  readonly cycles: readonly string[];
}

/** The graph of a definition as far as it can be read, so that it can be drawn while it is being written. Of steps with one id the first counts. */
export function pictureOf(document: unknown, problems: readonly Problem[], warnings: readonly Problem[]): Picture {
  const { steps: read, approveWrites } = readLoosely(document);
  const first = new Map<string, LooseStep>();
  for (const step of read.slice(0, MAX_STEPS))
    if (step.id !== undefined && step.id !== '' && !first.has(step.id)) first.set(step.id, step);
  const known = [...first].map(([id, step]) => ({
    id,
    step,
    dependsOn: [...new Set(step.dependsOn.map((edge) => edge.id))].filter((other) => other !== id && first.has(other)),
  }));
  const { order, cycles } = dependencyGraph(known);
  const sorted = new Set(order);
  const cyclic = new Set(cycles.flatMap((cycle) => cycle.split(' -> ')));
  const layers = layersOf(known, ({ id }) => id);
  const layerOf = new Map(layers.flatMap((layer, depth) => layer.map(({ id }) => [id, depth] as const)));
  const [ofProblems, ofWarnings] = [countByStep(problems), countByStep(warnings)];
  return {
    steps: known.map(({ id, step, dependsOn }) => ({
      id,
      name: step.name ?? id,
      index: step.index,
      layer: layerOf.get(id) ?? 0,
      dependsOn,
      capability: step.capability,
      model: step.model,
      tier: step.tier,
      asksApproval: asksFirst(step.tier, step.approvalRequired ?? approveWrites),
      estimateNanoUsd: step.estimate.nanoUsd,
      inCycle: !sorted.has(id) && cyclic.has(id),
      problems: ofProblems.get(step.index) ?? 0,
      warnings: ofWarnings.get(step.index) ?? 0,
    })),
    layers: layers.map((layer) => layer.map(({ id }) => id)),
    cycles,
  };
}

function countByStep(problems: readonly Problem[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { path } of problems) {
    const index = /^steps\[(\d+)\]/.exec(path)?.[1];
    if (index !== undefined) counts.set(Number(index), (counts.get(Number(index)) ?? 0) + 1);
  }
  return counts;
}
