import { randomBytes } from 'node:crypto';
import type { Recorded } from '../../domain/kernel/envelope.js';
import { derived, type StepKey, type TaskId } from '../../domain/kernel/ids.js';
import type { Json } from '../../domain/kernel/json.js';
import { redact } from '../../domain/kernel/redaction.js';
import type { Payload } from '../../domain/kernel/payload.js';
import { askOf, shortBudget } from '../../domain/run/budget.js';
import type { DispatchFacts, RunCommandOf, RunPayloads } from '../../domain/run/commands.js';
import { stepKeyOf } from '../../domain/run/readiness.js';
import { planStepOf } from '../../domain/run/rejections.js';
import type { Run } from '../../domain/run/state.js';
import type { Plan, PlanStep } from '../../domain/workflow/plan.js';
import type { Gathering } from '../aggregate.js';
import type { AgentPool } from '../agent-pool.js';
import { evaluateInputs } from '../facts/expressions.js';
import { hashOf, saltedHash, uuidV5 } from '../hashing.js';
import type { RunState } from '../../domain/run/state.js';
import type { ControlView } from './control-view.js';
import type { Compiled } from './definitions.js';
import type { PayloadBudget } from './payload-budget.js';
import type { Payloads } from './payloads.js';
import { inputOf, outputOf, paramsOf, type RunAux } from './run-aux.js';

const MAX_SUMMARY = 2_000;

export interface DispatchDeps {
  readonly payloads: Payloads;
  readonly pool: AgentPool;
  readonly control: ControlView;
  /** Payloads of all runs that are kept at hand. */
  readonly atHand: PayloadBudget;
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
  if (control.haltedBecause(run.workflow.id) !== undefined) return true;
  const planStep = planStepOf(plan, stepKey);
  if (planStep.approval.required) return false;
  if (run.running < run.parallelism && !noSlot.has(slotOf(planStep))) return false;
  const step = run.steps.get(stepKey);
  return shortBudget(run, planStep, step, askOf(planStep, step)) === undefined;
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
  const { plan } = compiled;
  const { stepKey } = payload;
  const planStep = planStepOf(plan, stepKey);
  const step = run.steps.get(stepKey);
  const approval = step?.approvalId === undefined ? undefined : run.approvals.get(step.approvalId);
  const granted = approval?.status === 'granted' ? approval : undefined;
  const nonce =
    granted?.nonce ??
    (planStep.approval.required || run.policies.onBudget === 'approval' ? randomBytes(16).toString('hex') : '');
  const mapped = mapInputs(deps, run, planStep, compiled, gathering);
  const inputs = mapped instanceof Promise ? await mapped : mapped;
  const { commandId, actor } = gathering.context;
  const leaseId = derived.leaseId(uuidV5(commandId, 'lease'));
  const common = {
    now: gathering.now,
    actor,
    plan,
    leaseId,
    taskId: taskIdOf(run, stepKey, undefined),
    approvalId: derived.approvalId(uuidV5(commandId, 'approval')),
    nonce,
    schemaHash: compiled.schemaHashes.get(planStep.id) ?? '',
    parentSummary: summaryBefore(run, plan, planStep),
    controlRevision: deps.control.revision,
    haltedBecause: deps.control.haltedBecause(run.workflow.id),
  };
  if (!inputs.ok) {
    const failed: DispatchFacts = {
      ...common,
      inputs: { ok: false, message: inputs.message, fingerprint: hashOf(['mapping', planStep.id]).slice(0, 16) },
      offer: undefined,
    };
    return { name: 'DispatchStep', payload, facts: failed };
  }
  // An expression may have put a secret together of parts that were none.
  const clean = redact(inputs.value);
  gathering.protection.redacted = clean.found.map(({ path, rule }) => ({ path: `inputs.${path}`, rule }));
  const pending = deps.payloads.stored(clean.value);
  const stored = pending instanceof Promise ? await pending : pending;
  const paramsHash = nonce === '' ? stored.hash : saltedHash(nonce, stored.canonical);
  const mayGo =
    common.haltedBecause === undefined &&
    run.running < run.parallelism &&
    (!planStep.approval.required || granted?.paramsHash === paramsHash) &&
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
    gathering.aux.handedOver.set(leaseId, clean.value);
    gathering.onDiscard(() => {
      gathering.aux.handedOver.delete(leaseId);
      deps.pool.release(leaseId);
    });
  }
  const facts: DispatchFacts = {
    ...common,
    taskId: taskIdOf(run, stepKey, stored.hash),
    inputs: { ok: true, payload: stored.payload, hash: stored.hash, paramsHash, from: inputs.from },
    offer,
  };
  return { name: 'DispatchStep', payload, facts };
}

/** What the origin of a replay had under way goes on under its key for side effects outside, as long as it gets the same inputs. */
function taskIdOf({ runId, source }: Run, stepKey: StepKey, inputsHash: string | undefined): TaskId {
  const begun = source?.tasks.find((task) => task.stepKey === stepKey && task.inputsHash === inputsHash);
  return begun?.taskId ?? derived.taskId(uuidV5(runId, stepKey));
}

type Mapped =
  | {
      readonly ok: true;
      readonly value: Json;
      readonly from: readonly { readonly stepKey: StepKey; readonly revision: number }[];
    }
  | { readonly ok: false; readonly message: string };

function mapInputs(
  deps: DispatchDeps,
  run: Run,
  planStep: PlanStep,
  compiled: Compiled,
  gathering: Gathering<RunState, RunAux>,
): Mapped | Promise<Mapped> {
  const step = run.steps.get(stepKeyOf(planStep));
  if (step?.editedAt !== undefined) {
    const edited = deps.payloads.at(gathering.stream, step.editedAt, paramsOf);
    return edited
      .then((payload) => deps.payloads.value(payload))
      .then((value) => ({ ok: true as const, value, from: [] }));
  }
  const values = new Map<number, Json>();
  const reading: Promise<unknown>[] = [];
  const want = (revision: number, field: (event: Recorded) => Payload | undefined): void => {
    const value = valueAt(deps, gathering, revision, field);
    if (value instanceof Promise) reading.push(value.then((read) => values.set(revision, read)));
    else values.set(revision, value);
  };
  want(0, inputOf);
  const from: { stepKey: StepKey; revision: number }[] = [];
  for (const id of compiled.sources.get(planStep.id) ?? []) {
    const source = compiled.plan.byId.get(id);
    const before = source && run.steps.get(stepKeyOf(source));
    if (before?.outputAt === undefined) continue;
    from.push({ stepKey: before.stepKey, revision: before.outputAt });
    want(before.outputAt, outputOf);
  }
  const evaluate = (): Mapped => {
    const steps: Record<string, { output: Json }> = {};
    for (const { stepKey, revision } of from) steps[stepKey] = { output: values.get(revision) ?? null };
    const evaluated = evaluateInputs(planStep.inputs, { input: values.get(0) ?? null, steps });
    if (evaluated.ok) return { ok: true, value: evaluated.inputs, from };
    return { ok: false, message: evaluated.problems.map(({ path, message }) => `${path}: ${message}`).join('; ') };
  };
  return reading.length === 0 ? evaluate() : Promise.all(reading).then(evaluate);
}

/** The run's input or an output, at hand or from the log. */
function valueAt(
  { atHand, payloads }: DispatchDeps,
  { aux, stream }: Gathering<RunState, RunAux>,
  revision: number,
  field: (event: Recorded) => Payload | undefined,
): Json | Promise<Json> {
  atHand.used(aux);
  const known = aux.payloads.get(revision);
  if (known !== undefined) return payloads.value(known);
  return payloads.at(stream, revision, field).then((payload) => {
    atHand.keep(aux, revision, payload);
    return payloads.value(payload);
  });
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
