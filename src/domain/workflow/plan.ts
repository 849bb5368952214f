import { nanoFromUsd } from '../kernel/money.js';
import { durationMs, type JsonSchema, type RiskTier, type WorkflowDefinition } from './definition.js';

/** An amount of money and tokens; undefined means no limit of that kind. */
export interface Limit {
  readonly nanoUsd: bigint | undefined;
  readonly tokens: number | undefined;
}
export const NO_LIMIT: Limit = { nanoUsd: undefined, tokens: undefined };

/** A step of a definition with every default filled in: what the run's decider works with. */
export interface PlanStep {
  readonly id: string;
  readonly name: string;
  /** Place in the definition; steps that are ready at once go in this order. */
  readonly order: number;
  readonly capability: string;
  readonly agentName: string | undefined;
  readonly model: string | undefined;
  readonly dependsOn: readonly string[];
  /** Input name -> CEL expression. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputSchema: JsonSchema;
  readonly tier: RiskTier;
  readonly approval: {
    readonly required: boolean;
    readonly reason: string | undefined;
    readonly expiresAfterMs: number;
    readonly onExpire: 'reject' | 'escalate' | 'halt';
    readonly onReject: 'fail' | 'skip' | 'halt';
    readonly approvers: number;
    readonly fourEyes: boolean;
  };
  readonly budget: Limit;
  /** What an attempt is expected to cost; reserved before it is dispatched. */
  readonly estimate: { readonly nanoUsd: bigint; readonly tokens: number };
  readonly timeoutMs: number;
  readonly heartbeatMs: number;
  readonly retry: {
    readonly attempts: number;
    readonly initialMs: number;
    readonly factor: number;
    readonly maxMs: number;
    readonly never: readonly string[];
  };
}

export interface Plan {
  readonly workflowId: string;
  readonly workflowName: string;
  readonly steps: readonly PlanStep[];
  readonly byId: ReadonlyMap<string, PlanStep>;
  readonly budget: Limit;
  readonly deadlineMs: number | undefined;
  readonly priority: number;
  readonly parallelism: number;
  readonly policies: {
    readonly onDeadLetter: 'wait' | 'fail';
    readonly onReject: 'fail' | 'skip' | 'halt';
    readonly onBudget: 'pause' | 'approval' | 'halt' | 'fail';
  };
}

/** Raised when a default below changes, so that a recorded run names the rules of its day. */
export const POLICY_VERSION = 1;

/** Fills in the defaults of a valid definition. */
export function compilePlan(definition: WorkflowDefinition): Plan {
  const onReject = definition.policies?.onReject ?? 'fail';
  const steps = definition.steps.map((step, order): PlanStep => {
    const tier = step.tier ?? 'read';
    const agent = typeof step.agent === 'string' ? { capability: step.agent } : step.agent;
    return {
      id: step.id,
      name: step.name ?? step.id,
      order,
      capability: agent.capability,
      agentName: 'name' in agent ? agent.name : undefined,
      model: step.model,
      dependsOn: step.dependsOn ?? [],
      inputs: step.inputs ?? {},
      outputSchema: step.output,
      tier,
      approval: {
        required: asksFirst(tier, step.approval?.required ?? definition.policies?.approveWrites ?? false),
        reason: step.approval?.reason,
        expiresAfterMs: durationMs(step.approval?.expiresAfter ?? '1d'),
        onExpire: step.approval?.onExpire ?? 'reject',
        onReject: step.approval?.onReject ?? onReject,
        approvers: step.approval?.approvers ?? 1,
        fourEyes: step.approval?.fourEyes ?? false,
      },
      budget: limitOf(step.budget),
      estimate: {
        nanoUsd: step.estimate?.usd === undefined ? 0n : nanoFromUsd(step.estimate.usd),
        tokens: step.estimate?.tokens ?? 0,
      },
      timeoutMs: durationMs(step.timeout ?? '10m'),
      heartbeatMs: durationMs(step.heartbeat ?? '30s'),
      retry: {
        attempts: step.retry?.attempts ?? 3,
        initialMs: durationMs(step.retry?.initial ?? '1s'),
        factor: step.retry?.factor ?? 2,
        maxMs: durationMs(step.retry?.max ?? '1m'),
        never: step.retry?.never ?? [],
      },
    };
  });
  return {
    workflowId: definition.id,
    workflowName: definition.name,
    steps,
    byId: new Map(steps.map((step) => [step.id, step])),
    budget: limitOf(definition.budget),
    deadlineMs: definition.deadline === undefined ? undefined : durationMs(definition.deadline),
    priority: definition.priority ?? 50,
    parallelism: definition.limits?.parallelism ?? 100,
    policies: {
      onDeadLetter: definition.policies?.onDeadLetter ?? 'wait',
      onReject,
      onBudget: definition.policies?.onBudget ?? 'pause',
    },
  };
}

/** Approvals are by risk, never for everything: reading runs, writing as the policy says, the rest always asks. */
export function asksFirst(tier: RiskTier, writesAsk: boolean): boolean {
  return tier === 'irreversible' || tier === 'financial' || (tier === 'write' && writesAsk);
}

function limitOf(budget: WorkflowDefinition['budget']): Limit {
  if (budget === undefined) return NO_LIMIT;
  return { nanoUsd: budget.usd === undefined ? undefined : nanoFromUsd(budget.usd), tokens: budget.tokens };
}
