import type { Actor, Recorded } from '../kernel/envelope.js';
import { ApprovalId, LeaseId, RunId, TaskId } from '../kernel/ids.js';
import { Undecidable, type CommandEvents, type RecordedFacts } from '../kernel/redecide.js';
import type { Plan } from '../workflow/plan.js';
import type { Charge, PricedCall } from './charge.js';
import { UNKNOWN_CALL } from './charging.js';
import type { DispatchFacts, RunCommand, RunCommandName, RunCommandOf } from './commands.js';
import type { RunEvent, RunEventType } from './events.js';
import type { RunState } from './state.js';

/** One command of a run as it was recorded: what there is to make it anew of. */
interface Recording {
  readonly group: CommandEvents<RunEvent>;
  /** Before the command. */
  readonly state: RunState;
  readonly facts: { readonly now: number; readonly actor: Actor; readonly plan: Plan };
  readonly random: number | undefined;
}

/**
 * The command that gave these events: its payload and the facts that it was decided upon, as the events show them, and the recorded facts.
 * What its events do not show has no part in how it was decided. Says what is missing when it cannot be made anew.
 */
export function recordedRunCommand(
  state: RunState,
  group: CommandEvents<RunEvent>,
  recorded: RecordedFacts,
  plan: Plan,
): RunCommand | Undecidable {
  const { command, actor } = group[0].metadata;
  const name = command?.name ?? '';
  if (!isCommandName(name)) return new Undecidable('this version has no such command');
  try {
    return REBUILD[name]({ group, state, facts: { now: recorded.now, actor, plan }, random: recorded.random });
  } catch (error) {
    if (error instanceof NotShown) return new Undecidable(error.message);
    throw error;
  }
}

/** What a command's events and recorded facts do not say. */
class NotShown extends Error {}

const isCommandName = (name: string): name is keyof Rebuild => Object.hasOwn(REBUILD, name);

type RecordedAs<T extends RunEventType> = Extract<Recorded<RunEvent>, { readonly type: T }>;

const isOf =
  <T extends RunEventType>(type: T) =>
  (event: Recorded<RunEvent>): event is RecordedAs<T> =>
    event.type === type;

const find = <T extends RunEventType>({ group }: Recording, type: T): RecordedAs<T> | undefined =>
  group.find(isOf(type));

function shown<T extends RunEventType>(recording: Recording, type: T): RecordedAs<T> {
  const event = find(recording, type);
  if (!event) throw new NotShown(`it gave ${recording.group[0].type}, and no ${type}`);
  return event;
}

function chance({ facts, random }: Recording): Recording['facts'] & { readonly random: number } {
  if (random === undefined) throw new NotShown('its random number is not recorded');
  return { ...facts, random };
}

/** A charge is what a call has cost since its last one: together they are what was reported then. */
function priced({ state }: Recording, leaseId: LeaseId, charges: readonly Charge[]): PricedCall[] {
  const calls = state.status === 'none' ? undefined : state.leases.get(leaseId)?.calls;
  return charges
    .filter(({ callId }) => callId !== UNKNOWN_CALL)
    .map(({ callId, model, priceId, prices, tokens, nanoUsd, source }) => {
      const before = calls?.get(callId);
      return {
        callId,
        model,
        priceId,
        prices,
        tokens: {
          input: tokens.input + (before?.tokens.input ?? 0),
          cachedInput: tokens.cachedInput + (before?.tokens.cachedInput ?? 0),
          cacheWrite: tokens.cacheWrite + (before?.tokens.cacheWrite ?? 0),
          output: tokens.output + (before?.tokens.output ?? 0),
          reasoning: tokens.reasoning + (before?.tokens.reasoning ?? 0),
        },
        nanoUsd: BigInt(nanoUsd) + (before?.nanoUsd ?? 0n),
        source,
      };
    });
}

/** Of a late result the output itself is not recorded, and has no part in what was decided. */
const NO_HASH = '';

function completeStep(recording: Recording): RunCommandOf<'CompleteStep'> {
  const late = find(recording, 'LateResultRecorded')?.data;
  const rejected = find(recording, 'StepOutputRejected')?.data;
  const result = late ?? rejected ?? shown(recording, 'StepCompleted').data;
  const { leaseId, resultId, charges } = result;
  const output = 'output' in result ? result.output : null;
  return {
    name: 'CompleteStep',
    payload: { leaseId, resultId, output: null, summary: 'summary' in result ? result.summary : '', usage: [] },
    facts: {
      ...chance(recording),
      priced: priced(recording, leaseId, charges),
      output,
      outputHash: result.outputHash ?? NO_HASH,
      schemaHash: rejected?.schemaHash ?? find(recording, 'StepCompleted')?.data.verdict.schemaHash ?? NO_HASH,
      errors: rejected?.errors ?? [],
      fingerprint: rejected?.fingerprint ?? '',
    },
  };
}

function failStep(recording: Recording): RunCommandOf<'FailStep'> {
  const failed = find(recording, 'StepFailed')?.data;
  const { leaseId, resultId, charges } = failed ?? shown(recording, 'LateResultRecorded').data;
  if (resultId === undefined) throw new NotShown('its result has no id');
  const { class: kind = '', code = '', message = '', retryable = false, fingerprint = '' } = failed ?? {};
  return {
    name: 'FailStep',
    payload: { leaseId, resultId, error: { class: kind, code, message, retryable }, usage: [] },
    facts: {
      ...chance(recording),
      priced: priced(recording, leaseId, charges),
      fingerprint,
      details: failed?.details,
    },
  };
}

/** What became of the want to dispatch a step says which of its facts counted; the ids of what did not come about are of no account. */
function dispatchStep(recording: Recording): RunCommandOf<'DispatchStep'> {
  const { group, facts } = recording;
  const { commandId } = group[0].metadata;
  const dispatched = find(recording, 'StepDispatched')?.data;
  const requested = find(recording, 'ApprovalRequested')?.data;
  const letter = find(recording, 'StepDeadLettered')?.data;
  const step = (dispatched ?? requested ?? letter ?? shown(recording, 'BudgetExceeded').data).step;
  const inputs = (): DispatchFacts['inputs'] => {
    if (letter) return { ok: false, message: letter.message, fingerprint: letter.fingerprint };
    return {
      ok: true,
      payload: dispatched?.inputs ?? requested?.params ?? null,
      hash: dispatched?.inputsHash ?? NO_HASH,
      paramsHash: dispatched?.approval?.paramsHash ?? requested?.paramsHash ?? dispatched?.inputsHash ?? NO_HASH,
      from: dispatched?.from ?? [],
    };
  };
  return {
    name: 'DispatchStep',
    payload: { stepKey: step.stepKey },
    facts: {
      ...facts,
      leaseId: dispatched?.leaseId ?? LeaseId.parse(commandId),
      taskId: dispatched?.taskId ?? TaskId.parse(commandId),
      approvalId: requested?.approvalId ?? ApprovalId.parse(commandId),
      nonce: requested?.nonce ?? '',
      inputs: inputs(),
      schemaHash: dispatched?.constraints.outputSchema.hash ?? NO_HASH,
      parentSummary: dispatched?.parentSummary ?? requested?.previousSummary ?? '',
      offer: dispatched && { agent: dispatched.agent },
      controlRevision: dispatched?.controlRevision ?? -1,
      haltedBecause: undefined,
    },
  };
}

type Rebuild = { readonly [N in RunCommandName]: (recording: Recording) => RunCommandOf<N> };

/** What a run starts with, whichever command started it. */
function beginning(recording: Recording) {
  const { data } = shown(recording, 'RunStarted');
  const { workflow, input, inputHash, controlRevision, trigger } = data;
  return {
    data,
    // Of the stream's name, which is not the event's own word.
    runId: RunId.parse(recording.group[0].stream.slice('run-'.length)),
    budget: data.policies.overrides.includes('budget') ? data.budget : undefined,
    facts: {
      ...recording.facts,
      workflow,
      input,
      inputHash,
      context: trigger.context,
      controlRevision,
      haltedBecause: undefined,
    },
  };
}

const REBUILD: Rebuild = {
  StartRun: (recording) => {
    const { data, runId, budget, facts } = beginning(recording);
    const { kind, id } = data.trigger;
    const priority = data.policies.overrides.includes('priority') ? data.priority : undefined;
    const payload = { runId, workflowId: data.workflow.id, input: null, trigger: { kind, id }, budget, priority };
    return { name: 'StartRun', payload, facts };
  },
  ReplayRun: (recording) => {
    const { data, runId, budget, facts } = beginning(recording);
    const { source, trigger } = data;
    if (!source) throw new NotShown('its first event does not say what it takes over');
    const origin = { runId: source.runId, revision: source.revision };
    const changes = { agents: {}, models: {}, outputs: {} };
    const payload = { runId, origin, changes, budget, operatorId: trigger.id };
    return { name: 'ReplayRun', payload, facts: { ...facts, source } };
  },
  CarryOverResult: (recording) => {
    const kept = shown(recording, 'StepCarriedOver').data;
    const { state } = recording;
    const index = state.status === 'none' ? 0 : state.carried;
    return { name: 'CarryOverResult', payload: { index }, facts: { ...recording.facts, kept } };
  },
  CancelRun: (recording) => {
    const { reason } = shown(recording, 'RunCancelled').data;
    return { name: 'CancelRun', payload: { reason }, facts: recording.facts };
  },
  HaltRun: (recording) => {
    const { reason, scope } = shown(recording, 'RunHalted').data;
    return { name: 'HaltRun', payload: { reason, scope }, facts: recording.facts };
  },
  ResumeRun: (recording) => {
    const { reason, controlRevision } = shown(recording, 'RunResumed').data;
    const facts = { ...recording.facts, controlRevision, haltedBecause: undefined };
    return { name: 'ResumeRun', payload: { reason }, facts };
  },
  PauseRun: (recording) => {
    const { reason } = shown(recording, 'RunPaused').data;
    return { name: 'PauseRun', payload: { reason }, facts: recording.facts };
  },
  ChangeRunBudget: (recording) => {
    const { after, step, reason } = shown(recording, 'RunBudgetChanged').data;
    const payload = { budget: after, stepKey: step?.stepKey, reason };
    return { name: 'ChangeRunBudget', payload, facts: recording.facts };
  },
  Approve: (recording) => {
    const { approvalId, comment } = shown(recording, 'ApprovalVoted').data;
    return { name: 'Approve', payload: { approvalId, comment }, facts: recording.facts };
  },
  Reject: (recording) => {
    const { approvalId, comment } = shown(recording, 'ApprovalRejected').data;
    return { name: 'Reject', payload: { approvalId, comment }, facts: recording.facts };
  },
  EditApproval: (recording) => {
    const request = shown(recording, 'ApprovalRequested').data;
    const { approvalId, nonce, params, paramsHash, previousSummary, reason, edits } = request;
    if (edits === undefined) throw new NotShown('its request does not say which one it replaces');
    return {
      name: 'EditApproval',
      // A comment stands as the reason; without one the reason is made up, and is the same when it is given as the comment.
      payload: { approvalId: edits, params: null, comment: reason },
      facts: { ...recording.facts, approvalId, nonce, params, paramsHash, previousSummary },
    };
  },
  RetryStep: (recording) => {
    const { step, reason } = shown(recording, 'StepRedriven').data;
    return { name: 'RetryStep', payload: { stepKey: step.stepKey, reason }, facts: recording.facts };
  },
  SkipStep: (recording) => {
    const { step, reason, output, outputHash } = shown(recording, 'StepSkipped').data;
    const facts = { ...recording.facts, output, outputHash, errors: [] };
    return { name: 'SkipStep', payload: { stepKey: step.stepKey, reason }, facts };
  },
  AbandonStep: (recording) => {
    const { step, reason } = shown(recording, 'StepAbandoned').data;
    return { name: 'AbandonStep', payload: { stepKey: step.stepKey, reason }, facts: recording.facts };
  },
  CompleteStep: completeStep,
  FailStep: failStep,
  ReportProgress: (recording) => {
    const { leaseId, percent, message, data } = shown(recording, 'StepProgressed').data;
    const facts = { ...recording.facts, payload: data };
    return { name: 'ReportProgress', payload: { leaseId, percent, message }, facts };
  },
  ReportUsage: (recording) => {
    const { leaseId, charges } = shown(recording, 'UsageCharged').data;
    const facts = { ...chance(recording), priced: priced(recording, leaseId, charges) };
    return { name: 'ReportUsage', payload: { leaseId, usage: [] }, facts };
  },
  RecordSideEffect: (recording) => {
    const { leaseId, effectId, kind, target, receipt } = shown(recording, 'SideEffectRecorded').data;
    const facts = { ...recording.facts, payload: receipt };
    return { name: 'RecordSideEffect', payload: { leaseId, effectId, kind, target, receipt: null }, facts };
  },
  MoveLease: (recording) => {
    const { leaseId, gatewayId } = shown(recording, 'LeaseMoved').data;
    return { name: 'MoveLease', payload: { leaseId, gatewayId }, facts: recording.facts };
  },
  DispatchStep: dispatchStep,
  LoseLease: (recording) => {
    const { leaseId, because } = shown(recording, 'LeaseLost').data;
    return { name: 'LoseLease', payload: { leaseId, because }, facts: chance(recording) };
  },
  TimeOutAttempt: (recording) => {
    const { leaseId } = shown(recording, 'StepTimedOut').data;
    return { name: 'TimeOutAttempt', payload: { leaseId }, facts: chance(recording) };
  },
  ExpireApproval: (recording) => {
    const { approvalId } = find(recording, 'ApprovalEscalated')?.data ?? shown(recording, 'ApprovalExpired').data;
    const { state } = recording;
    const approval = state.status === 'none' ? undefined : state.approvals.get(approvalId);
    if (!approval) throw new NotShown('nobody had been asked');
    return { name: 'ExpireApproval', payload: { approvalId, expiresAt: approval.expiresAt }, facts: recording.facts };
  },
  FailOnDeadline: (recording) => {
    shown(recording, 'RunFailed');
    return { name: 'FailOnDeadline', payload: {}, facts: recording.facts };
  },
  SettleReservation: (recording) => {
    const { leaseId } = shown(recording, 'ReservationSettled').data;
    return { name: 'SettleReservation', payload: { leaseId }, facts: recording.facts };
  },
};
