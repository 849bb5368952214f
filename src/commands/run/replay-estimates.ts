import { priceCall, type PriceTable } from '../../domain/pricing/price-table.js';
import { stepKeyOf } from '../../domain/run/readiness.js';
import type { Estimate } from '../../domain/run/replay-plan.js';
import type { Run } from '../../domain/run/state.js';
import { durationMs } from '../../domain/workflow/definition.js';
import type { Plan } from '../../domain/workflow/plan.js';
import type { Compiled } from './definitions.js';
import type { ReplayStory } from './replay-story.js';

interface Known {
  /** Milliseconds since the epoch: prices are those of then. */
  readonly now: number;
  readonly prices: PriceTable;
  readonly story: ReplayStory;
  /** As it stands now, not at N: what it did later says as much. */
  readonly origin: Run;
  readonly before: Plan;
  readonly after: Compiled;
}

/** What each step is expected to cost and to take: what it did in the origin, priced for the model that it will have; else what its definition says. */
export function estimatesOf(known: Known): Map<string, Estimate> {
  const { story, origin, after } = known;
  return new Map(
    after.definition.steps.map(({ id, estimate }): [string, Estimate] => {
      const planStep = after.plan.byId.get(id);
      const step = planStep && origin.steps.get(stepKeyOf(planStep));
      const duration = estimate?.duration === undefined ? undefined : durationMs(estimate.duration);
      if (step?.status === 'completed')
        return [
          id,
          {
            nanoUsd: costWith(known, id),
            tokens: (step.carriedCost ?? step.spent).tokens,
            durationMs: story.durations.get(step.stepKey) ?? duration,
            from: 'origin',
          },
        ];
      const usd = estimate?.usd === undefined ? undefined : planStep?.estimate.nanoUsd;
      const nothing = usd === undefined && estimate?.tokens === undefined && duration === undefined;
      return [
        id,
        { nanoUsd: usd, tokens: estimate?.tokens, durationMs: duration, from: nothing ? 'nothing' : 'definition' },
      ];
    }),
  );
}

/** Undefined when nobody knows the model's price, or which calls made up the cost. */
function costWith({ origin, before, after, prices, now }: Known, stepId: string): bigint | undefined {
  const planStep = after.plan.byId.get(stepId);
  const step = planStep && origin.steps.get(stepKeyOf(planStep));
  if (!step) return undefined;
  const { model } = planStep;
  if (model === undefined || model === before.byId.get(stepId)?.model) return (step.carriedCost ?? step.spent).nanoUsd;
  if (step.carriedCost !== undefined) return undefined;
  let nanoUsd = 0n;
  for (const lease of origin.leases.values()) {
    if (lease.stepKey !== step.stepKey) continue;
    for (const [callId, { tokens }] of lease.calls) {
      const priced = priceCall(prices, { ...tokens, callId, model, source: 'measured' }, now);
      if (priced.source === 'unknown') return undefined;
      nanoUsd += priced.nanoUsd;
    }
  }
  return nanoUsd;
}
