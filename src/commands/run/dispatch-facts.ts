import { randomBytes } from 'node:crypto';
import { derived, type StepKey, type TaskId } from '../../domain/kernel/ids.js';
import { canonicalize } from '../../domain/kernel/json.js';
import { redact } from '../../domain/kernel/redaction.js';
import { askOf, shortBudget } from '../../domain/run/budget.js';
import type { DispatchFacts, RunCommandOf, RunPayloads } from '../../domain/run/commands.js';
import { stepKeyOf } from '../../domain/run/readiness.js';
import { planStepOf } from '../../domain/run/rejections.js';
import type { Run } from '../../domain/run/state.js';
import type { Plan, PlanStep } from '../../domain/workflow/plan.js';
import type { Gathering } from '../aggregate.js';
import type { AgentPool } from '../agent-pool.js';
import { hashOf, saltedHash, uuidV5 } from '../hashing.js';
import type { RunState } from '../../domain/run/state.js';
import type { ControlView } from './control-view.js';
import type { Compiled } from './definitions.js';
import { mapInputs, type Mapped, type MappingDeps } from './mapped-inputs.js';
import type { RunAux } from './run-aux.js';
import { failpoint } from '../../faults/failpoint.js';

const MAX_SUMMARY = 2_000;

export interface DispatchDeps extends MappingDeps {
  readonly pool: AgentPool;
  readonly control: ControlView;
}

/**
 * Whether a ready step cannot go now, whatever its inputs are: in a wide fan most cannot, and mapping and hashing all of them at every look
 * would stand in the way of everything else. Not so a step that asks first (for approval, or for budget): it asks without a slot.
 */
export function isHeldUp(
  control: ControlView,
  run: Run,
  plan: Plan,
  stepKey: StepKey,
  noSlot: ReadonlySet<string>,
): boolean {
  const planStep = planStepOf(plan, stepKey);
  const hasNoSlot = run.running >= run.parallelism || noSlot.has(slotOf(planStep));
  if (hasNoSlot && !planStep.approval.required) {
    const step = run.steps.get(stepKey);
    if (shortBudget(run, planStep, step, askOf(planStep, step)) === undefined) return true;
  }
  return control.haltedBecause(run.workflow.id) !== undefined;
}

/** Steps of a run that want the same kind of slot have the same rank: when one got none, the others get none either. */
const slotOf = ({ capability, agentName }: PlanStep): string =>
  agentName === undefined ? capability : `${capability}@${agentName}`;

/** Everything that stands in a dispatch and is not in the state: ids, mapped inputs and their hashes, a free slot. */
export async function dispatchFacts(
  deps: DispatchDeps,
  payload: RunPayloads['DispatchStep'],
  run: Run,
  compiled: Compiled,
  gathering: Gathering<RunState, RunAux>,
): Promise<RunCommandOf<'DispatchStep'>> {
  if (FAILPOINTS) await failpoint('reserve.before');
  const { plan } = compiled;
  const { stepKey } = payload;
  const planStep = planStepOf(plan, stepKey);
  const step = run.steps.get(stepKey);
  const approval = step?.approvalId === undefined ? undefined : run.approvals.get(step.approvalId);
  const granted = approval?.status === 'granted' ? approval : undefined;
  const mapped = mapInputs(deps, run, planStep, compiled, gathering);
  const inputs = mapped instanceof Promise ? await mapped : mapped;
  const asks = planStep.approval.required || run.policies.onBudget === 'approval';
  const nonce = granted ? await deps.payloads.personal.openText(granted.nonce) : asks ? newNonce() : '';
  const { commandId, actor } = gathering.context;
  const leaseId = derived.leaseId(uuidV5(commandId, 'lease'));
  const common = {
    now: gathering.now,
    actor,
    plan,
    leaseId,
    approvalId: derived.approvalId(uuidV5(commandId, 'approval')),
    nonce: granted?.nonce ?? recordedNonce(deps, nonce, inputs, commandId),
    schemaHash: compiled.schemaHashes.get(planStep.id) ?? '',
    parentSummary: summaryBefore(run, plan, planStep),
    controlRevision: deps.control.revision,
    haltedBecause: deps.control.haltedBecause(run.workflow.id),
  };
  if (!inputs.ok) {
    const failed: DispatchFacts = {
      ...common,
      taskId: taskIdOf(run, stepKey, undefined),
      inputs: { ok: false, message: inputs.message, fingerprint: hashOf(['mapping', planStep.id]).slice(0, 16) },
      offer: undefined,
    };
    return { name: 'DispatchStep', payload, facts: failed };
  }
  // An expression may have put a secret together of parts that were none.
  const clean = redact(inputs.value);
  gathering.protection.redacted = clean.found.map(({ path, rule }) => ({ path: `inputs.${path}`, rule }));
  gathering.protection.keys = inputs.keys.map(({ id }) => id);
  const pending = deps.payloads.stored(inputs.keys.length > 0 ? redact(inputs.kept).value : clean.value);
  const stored = pending instanceof Promise ? await pending : pending;
  // Of what the agent gets: its SDK computes it again.
  const given = inputs.keys.length > 0 ? canonicalize(clean.value) : stored.canonical;
  const paramsHash = nonce === '' ? stored.hash : saltedHash(nonce, given);
  const mayGo =
    common.haltedBecause === undefined &&
    run.running < run.parallelism &&
    (!planStep.approval.required ||
      granted?.paramsHash === paramsHash ||
      (MUTANT.approvalWithoutHash && granted !== undefined)) &&
    shortBudget(run, planStep, step, askOf(planStep, step)) === undefined;
  const offer = mayGo
    ? deps.pool.take({
        stream: gathering.stream,
        leaseId,
        capability: planStep.capability,
        agentName: planStep.agentName,
        priority: run.priority,
        startedAt: run.startedAt,
      })
    : undefined;
  if (mayGo && !offer) gathering.aux.noSlot.add(slotOf(planStep));
  if (offer) {
    gathering.aux.handedOver.set(leaseId, { inputs: clean.value, nonce });
    gathering.onDiscard(() => {
      gathering.aux.handedOver.delete(leaseId);
      deps.pool.release(leaseId);
    });
  }
  if (FAILPOINTS) await failpoint('reserve.after');
  const facts: DispatchFacts = {
    ...common,
    taskId: taskIdOf(run, stepKey, stored.hash),
    inputs: { ok: true, payload: stored.payload, hash: stored.hash, paramsHash, from: inputs.from },
    offer,
  };
  return { name: 'DispatchStep', payload, facts };
}

export const newNonce = (): string => randomBytes(16).toString('hex');

/** The nonce of a hash of personal data goes with the data: without it nobody can try out what the hash stands for. */
function recordedNonce(
  { payloads }: Pick<DispatchDeps, 'payloads'>,
  nonce: string,
  inputs: Mapped,
  commandId: string,
): string {
  if (nonce === '' || !inputs.ok || inputs.keys.length === 0) return nonce;
  return payloads.personal.sealText(inputs.keys, `${commandId}\nnonce`, nonce);
}

/** What the origin of a replay had under way goes on under its key for side effects outside, as long as it gets the same inputs. */
function taskIdOf({ runId, source }: Run, stepKey: StepKey, inputsHash: string | undefined): TaskId {
  const begun = source?.tasks.find((task) => task.stepKey === stepKey && task.inputsHash === inputsHash);
  return begun?.taskId ?? derived.taskId(uuidV5(runId, stepKey));
}

/** What the steps right before concluded, for the next agent and for who is asked to approve. */
export function summaryBefore(run: Run, plan: Plan, planStep: PlanStep): string {
  const lines: string[] = [];
  for (const id of planStep.dependsOn) {
    const before = plan.byId.get(id);
    const summary = before && run.steps.get(stepKeyOf(before))?.summary;
    if (before && summary) lines.push(`${before.name}: ${summary}`);
  }
  const text = lines.join('\n');
  return text.length > MAX_SUMMARY ? `${text.slice(0, MAX_SUMMARY - 1)}…` : text;
}
