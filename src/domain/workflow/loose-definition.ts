import { nanoFromUsd } from '../kernel/money.js';
import { JsonSchema, RiskTier, StepDefinition, Usd } from './definition.js';

/** A step as far as it can be read, however wrong the rest of it is. */
export interface LooseStep {
  readonly index: number;
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly capability: string | undefined;
  readonly dependsOn: readonly { readonly index: number; readonly id: string }[];
  readonly inputs: readonly { readonly name: string; readonly text: string }[];
  /** Undefined when it is missing or no object or boolean. */
  readonly output: JsonSchema | undefined;
  readonly tier: RiskTier;
  readonly model: string | undefined;
  readonly approvalRequired: boolean | undefined;
  readonly estimate: LooseAmount;
  readonly budget: LooseAmount;
}
export interface LooseAmount {
  readonly nanoUsd: bigint | undefined;
  readonly tokens: number | undefined;
}
export interface LooseDefinition {
  readonly input: JsonSchema | undefined;
  readonly approveWrites: boolean;
  readonly budget: LooseAmount;
  readonly steps: readonly LooseStep[];
}

/** Reads what there is, so that a mistake in one place does not hide those in others. */
export function readLoosely(document: unknown): LooseDefinition {
  const root = record(document);
  return {
    input: schemaOf(root['input']),
    approveWrites: record(root['policies'])['approveWrites'] === true,
    budget: amountOf(root['budget']),
    steps: list(root['steps']).map((item, index) => {
      const step = record(item);
      const required: unknown = record(step['approval'])['required'];
      return {
        index,
        id: text(step['id']),
        name: text(step['name']),
        capability: text(step['agent']) ?? text(record(step['agent'])['capability']),
        dependsOn: list(step['dependsOn']).flatMap((id, place) =>
          typeof id === 'string' ? [{ index: place, id }] : [],
        ),
        inputs: Object.entries(record(step['inputs'])).flatMap(([name, expression]) =>
          typeof expression === 'string' ? [{ name, text: expression }] : [],
        ),
        output: schemaOf(step['output']),
        tier: RiskTier.safeParse(step['tier']).data ?? 'read',
        model: StepDefinition.shape.model.safeParse(step['model']).data,
        approvalRequired: typeof required === 'boolean' ? required : undefined,
        estimate: amountOf(step['estimate']),
        budget: amountOf(step['budget']),
      };
    }),
  };
}

const NO_AMOUNT: LooseAmount = { nanoUsd: undefined, tokens: undefined };
function amountOf(value: unknown): LooseAmount {
  if (value === undefined) return NO_AMOUNT;
  const amount = record(value);
  const usd = Usd.safeParse(amount['usd']);
  const tokens = amount['tokens'];
  return {
    nanoUsd: usd.success ? nanoFromUsd(usd.data) : undefined,
    tokens: typeof tokens === 'number' && Number.isSafeInteger(tokens) ? tokens : undefined,
  };
}

function schemaOf(value: unknown): JsonSchema | undefined {
  return JsonSchema.safeParse(value).data;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
