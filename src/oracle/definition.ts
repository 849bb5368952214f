import type { Json } from '../domain/kernel/json.js';
import { nanoFromUsd } from '../domain/kernel/money.js';
import { WorkflowDefinition, type Budget } from '../domain/workflow/definition.js';

/** A limit on money and tokens; undefined: none of that kind. */
export interface Limit {
  readonly nanoUsd: bigint | undefined;
  readonly tokens: number | undefined;
}
export const NO_LIMIT: Limit = { nanoUsd: undefined, tokens: undefined };

/** A step as its definition says, as far as the record can be held against it. */
export interface DefinedStep {
  readonly capability: string;
  readonly dependsOn: readonly string[];
  readonly tier: string;
  /** Whether somebody must be asked before it is dispatched. */
  readonly gated: boolean;
  readonly budget: Limit;
  readonly attempts: number;
  /** Classes of failure that are not tried again. */
  readonly never: readonly string[];
}
export type Definition = ReadonlyMap<string, DefinedStep>;

/**
 * A definition's steps by id, read from the document that the record holds; the server's own compiler has no part in it.
 *
 * @throws ZodError when it is no definition
 */
export function readDefinition(document: Json): Definition {
  const { steps, policies } = WorkflowDefinition.parse(document);
  return new Map(
    steps.map((step) => {
      const tier = step.tier ?? 'read';
      const asks = step.approval?.required ?? policies?.approveWrites ?? false;
      return [
        step.id,
        {
          capability: typeof step.agent === 'string' ? step.agent : step.agent.capability,
          dependsOn: step.dependsOn ?? [],
          tier,
          gated: tier === 'irreversible' || tier === 'financial' || (tier === 'write' && asks),
          budget: limitOf(step.budget),
          attempts: step.retry?.attempts ?? 3,
          never: step.retry?.never ?? [],
        },
      ];
    }),
  );
}

const limitOf = (budget: Budget | undefined): Limit => ({
  nanoUsd: budget?.usd === undefined ? undefined : nanoFromUsd(budget.usd),
  tokens: budget?.tokens,
});
