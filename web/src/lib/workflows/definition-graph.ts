import type { DefinitionGraph } from '$contract/workflow-views.js';
import { money } from '../models/money.js';
import type { GraphEdge, GraphStep } from '../run/graph/model.js';

type Step = DefinitionGraph['steps'][number];

/** Steps of a definition as the graph shows them: a gate where somebody is asked, red and amber where something is wrong. */
export function definitionSteps(graph: DefinitionGraph): readonly GraphStep[] {
  const seen = new Set<string>();
  return graph.steps.flatMap((step) => {
    // A step whose id was given twice is a problem of its own; it can be drawn once.
    if (step.id === '' || seen.has(step.id)) return [];
    seen.add(step.id);
    const wrong = step.problems > 0 || step.inCycle;
    return [
      {
        stepKey: step.id,
        name: step.name || step.id,
        dependsOn: step.dependsOn,
        mark: wrong ? 'failed' : step.warnings > 0 ? 'warning' : step.asksApproval ? 'gate' : 'pending',
        word: wrong
          ? 'has problems'
          : step.warnings > 0
            ? 'has warnings'
            : step.asksApproval
              ? 'asks first'
              : step.tier,
        detail: detailOf(step, wrong),
        box: wrong ? 'bad' : 'none',
        quiet: false,
        touched: false,
      } satisfies GraphStep,
    ];
  });
}

function detailOf(step: Step, wrong: boolean): string {
  if (wrong) {
    const count = step.problems > 1 ? `${step.problems} problems` : step.inCycle ? 'in a cycle' : '1 problem';
    return step.line === undefined ? count : `${count}, from line ${step.line}`;
  }
  const parts = step.asksApproval
    ? [step.tier, step.tier === 'write' ? 'asks first' : 'always asks']
    : [step.capability ?? 'no agent'];
  if (step.estimateNanoUsd !== null && step.estimateNanoUsd !== '0') parts.push(money(step.estimateNanoUsd));
  return parts.join(' · ');
}

export function definitionRails(graph: DefinitionGraph): readonly GraphEdge[] {
  const broken = new Set(graph.steps.filter(({ inCycle }) => inCycle).map(({ id }) => id));
  const known = new Set(graph.steps.map(({ id }) => id));
  const edges = new Map<string, GraphEdge>();
  for (const { id, dependsOn } of graph.steps)
    for (const source of dependsOn)
      if (known.has(source))
        edges.set(`${source}>${id}`, {
          id: `${source}>${id}`,
          source,
          target: id,
          rail: broken.has(id) && broken.has(source) ? 'bad' : 'passed',
        });
  return [...edges.values()];
}

/** Sum of the steps' own estimates, in nano-dollars, and how many steps have none. */
export function estimateOf(graph: DefinitionGraph): { readonly nanoUsd: string; readonly without: number } {
  let sum = 0n;
  let without = 0;
  for (const { estimateNanoUsd } of graph.steps)
    if (estimateNanoUsd === null) without++;
    else sum += BigInt(estimateNanoUsd);
  return { nanoUsd: sum.toString(), without };
}
