import type { Problem } from '../kernel/errors.js';
import { formatUsd, sum } from '../kernel/money.js';
import type { LooseAmount, LooseDefinition, LooseStep } from './loose-definition.js';

/** What may be saved, and is probably not meant. */
export function definitionWarnings({ budget, steps }: LooseDefinition): Problem[] {
  const warnings: Problem[] = steps.flatMap(stepWarnings);
  const estimates = {
    nanoUsd: sum(steps.map((step) => step.estimate.nanoUsd ?? 0n)),
    tokens: steps.reduce((total, step) => total + (step.estimate.tokens ?? 0), 0),
  };
  warnings.push(...smallBudget('budget', budget, estimates, 'the sum of the estimates of its steps'));
  return warnings;
}

function stepWarnings(step: LooseStep): Problem[] {
  const { index, tier, model, approvalRequired, budget, estimate } = step;
  const path = `steps[${index}]`;
  const warnings = smallBudget(`${path}.budget`, budget, estimate, "the step's own estimate");
  const risky = tier === 'financial' || tier === 'irreversible';
  if (risky && model === undefined)
    warnings.push({
      path: `${path}.model`,
      message: `a step of tier "${tier}" should pin its model: without one, whatever the agent uses that day acts`,
      code: 'DEFINITION.UNPINNED_MODEL',
    });
  if (risky && approvalRequired === false)
    warnings.push({
      path: `${path}.approval.required`,
      message: `a step of tier "${tier}" always asks for approval: false has no effect`,
      code: 'DEFINITION.NO_EFFECT',
    });
  if (tier === 'read' && approvalRequired === true)
    warnings.push({
      path: `${path}.approval.required`,
      message: 'a step of tier "read" never asks for approval: give it tier "write" if it changes something',
      code: 'DEFINITION.NO_EFFECT',
    });
  return warnings;
}

function smallBudget(path: string, budget: LooseAmount, estimate: LooseAmount, what: string): Problem[] {
  const warnings: Problem[] = [];
  const say = (have: string, need: string): void => {
    warnings.push({ path, message: `${have} is less than ${what}, ${need}`, code: 'DEFINITION.SMALL_BUDGET' });
  };
  if (budget.nanoUsd !== undefined && estimate.nanoUsd !== undefined && budget.nanoUsd < estimate.nanoUsd)
    say(formatUsd(budget.nanoUsd), formatUsd(estimate.nanoUsd));
  if (budget.tokens !== undefined && estimate.tokens !== undefined && budget.tokens < estimate.tokens)
    say(`${budget.tokens} tokens`, `${estimate.tokens} tokens`);
  return warnings;
}
