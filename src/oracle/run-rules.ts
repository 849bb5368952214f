import { holdsEncrypted } from '../domain/kernel/encrypted.js';
import { canonicalize, type Json } from '../domain/kernel/json.js';
import { isBlobRef, type Payload } from '../domain/kernel/payload.js';
import type { Recorded } from '../domain/kernel/envelope.js';
import type { RunEvent, RunEventData } from '../domain/run/events.js';
import { ApprovalRules } from './approval-rules.js';
import { AttemptRules } from './attempt-rules.js';
import type { Definition } from './definition.js';
import type { IdSet } from './id-set.js';
import { limitOf, MoneyRules } from './money-rules.js';
import type { Complain } from './report.js';
import { sha256 } from './stream-rules.js';
import { waitsOf, type Waits } from './waits.js';

type Fact = Pick<Recorded<RunEvent>, 'type' | 'data' | 'revision' | 'metadata'>;
export type RunFact = Fact & RunEvent;

const AFTER_THE_END: ReadonlySet<string> = new Set([
  'LateResultRecorded',
  'UsageCharged',
  'SideEffectRecorded',
  'ReservationSettled',
]);

/** A start, resumption or dispatch, told to who knows the emergency stops. */
export type Act = (what: string, controlRevision: number) => void;

/** The promises about one run, held against its events one by one; nothing here is shared with what decided them. */
export class RunRules {
  status: 'running' | 'paused' | 'halted' | 'ended' = 'running';
  readonly workflowId: string;
  readonly #attempts: AttemptRules;
  readonly #approvals: ApprovalRules;
  readonly #money: MoneyRules;
  readonly #effects = new Set<string>();
  readonly #started: Pick<RunEventData<'RunStarted'>, 'runId' | 'operatorId'>;
  readonly #deadlineAt: number | undefined;
  #toCarry: number;
  #lastAt = 0;

  constructor(
    data: RunEventData<'RunStarted'>,
    definition: Definition | undefined,
    chargeIds: IdSet,
    readonly act: Act,
    readonly complain: Complain,
  ) {
    const { runId, operatorId, workflow, source, deadlineAt } = data;
    this.workflowId = workflow.id;
    this.#started = { runId, operatorId };
    this.#toCarry = source?.steps ?? 0;
    this.#deadlineAt = deadlineAt === undefined ? undefined : Date.parse(deadlineAt);
    this.#attempts = new AttemptRules(definition, data.limits.parallelism, complain);
    this.#approvals = new ApprovalRules(complain);
    this.#money = new MoneyRules(chargeIds, complain);
    this.#money.limit(undefined, limitOf(data.budget));
    for (const [stepKey, { budget }] of definition ?? []) this.#money.limit(stepKey, budget);
  }

  /** `params`: the parameters of a request, or the inputs of a gated dispatch, when they are a blob that could be read. */
  apply(fact: RunFact, params: Json | undefined): void {
    const at = Date.parse(fact.metadata.at);
    this.#lastAt = at;
    this.#envelope(fact);
    if (this.status === 'ended' && !AFTER_THE_END.has(fact.type))
      this.complain('after-end', `expected nothing but late results and money after the end, found ${fact.type}`);
    this.#event(fact, at, params);
    if (this.status !== 'ended') return;
    this.#attempts.forget();
    this.#approvals.forget();
    this.#money.forget();
  }

  /** What it waits for; undefined when it has ended. */
  waits(now: number | undefined): Waits | undefined {
    const { status } = this;
    if (status === 'ended') return undefined;
    return waitsOf(
      {
        status,
        attempts: this.#attempts,
        approvals: this.#approvals,
        money: this.#money,
        toCarry: this.#toCarry,
        deadlineAt: this.#deadlineAt,
        lastAt: this.#lastAt,
      },
      now,
    );
  }

  /** Reservations that nobody has released though they were due before `before`. */
  unreleased(before: number): string[] {
    return this.#money.held().filter((leaseId) => {
      const lease = this.#attempts.leases.get(leaseId);
      return lease !== undefined && !lease.active && lease.deadlineAt + 2 * 60_000 < before;
    });
  }

  #envelope({ type, metadata: { correlationId, actor } }: RunFact): void {
    const { runId, operatorId } = this.#started;
    if (correlationId !== runId) this.complain('envelope', `expected correlation ${runId}, found ${correlationId}`);
    if (actor.kind === 'operator') return;
    // A bulk action works for whoever ordered it, everything else for whoever started the run.
    const behind = actor.id === 'bulk' && actor.onBehalfOf !== undefined ? actor.onBehalfOf : operatorId;
    if (actor.onBehalfOf !== behind)
      this.complain(
        'envelope',
        `expected ${type} by ${actor.id} on behalf of ${operatorId}, found ${actor.onBehalfOf ?? 'nobody'}`,
      );
  }

  #event(event: RunFact, at: number, params: Json | undefined): void {
    const { revision } = event;
    switch (event.type) {
      case 'RunStarted':
        if (revision !== 0) return this.complain('one-result', 'expected the run to start once, found a second start');
        this.#hash('input', event.data.input, event.data.inputHash);
        return this.act('started', event.data.controlRevision);
      case 'StepCarriedOver':
        return this.#carriedOver(event.data, revision);
      case 'StepDispatched':
        return this.#dispatched(event.data, at, params);
      case 'StepCompleted':
      case 'StepFailed':
      case 'StepOutputRejected':
      case 'StepTimedOut':
      case 'LeaseLost':
      case 'StepStopped':
        return this.#outcome(event, revision, at);
      case 'LateResultRecorded':
        this.#attempts.late(event.data);
        return this.#moved(event.data, event.type);
      case 'ReservationSettled':
        this.#attempts.settled(event.data, at);
        return this.#moved(event.data, undefined);
      case 'UsageCharged':
        this.#attempts.known(event.type, event.data.leaseId);
        return this.#money.charged(event.data.leaseId, event.data.charges);
      case 'ReservationExtended':
        this.#attempts.held(event.type, event.data.leaseId);
        return this.#money.extended(this.#started.runId, event.data.leaseId, event.data.reservations);
      case 'StepProgressed':
      case 'LeaseMoved':
        return this.#attempts.held(event.type, event.data.leaseId);
      case 'SideEffectRecorded':
        this.#attempts.known(event.type, event.data.leaseId);
        if (this.#effects.has(event.data.effectId))
          this.complain('one-result', `expected side effect ${event.data.effectId} once, found it for the second time`);
        this.#effects.add(event.data.effectId);
        return;
      case 'StepRetryScheduled':
        return this.#attempts.retried(event.data);
      case 'StepDeadLettered':
        return this.#attempts.deadLettered(event.data.step.stepKey);
      case 'StepRedriven':
      case 'StepAbandoned':
        return this.#attempts.takenUp(event.type, event.data.step.stepKey);
      case 'StepSkipped':
        if (event.data.output !== undefined) this.#hash('output', event.data.output, event.data.outputHash);
        return this.#attempts.skipped(event.data, revision);
      case 'BudgetExceeded':
        this.#afterCarryOver(event.type);
        this.#attempts.step(event.data.step.stepKey).asked = event.data.asked;
        return;
      case 'RunBudgetChanged':
        return this.#money.limit(event.data.scope === 'run' ? undefined : event.data.id, limitOf(event.data.after));
      case 'ApprovalRequested':
        this.#afterCarryOver(event.type);
        return this.#approvals.requested(event.data, saltedHash(event.data.nonce, event.data.params, params));
      case 'ApprovalVoted':
        return this.#approvals.voted(event.data, at);
      case 'ApprovalGranted':
        return this.#approvals.granted(event.data, at);
      case 'ApprovalRejected':
        return this.#approvals.rejected(event.data.approvalId, at);
      case 'ApprovalExpired':
        return this.#approvals.expired(event.data.approvalId, at);
      case 'ApprovalEscalated':
        return this.#approvals.escalated(event.data);
      case 'ApprovalWithdrawn':
        return this.#approvals.withdrawn(
          event.data.approvalId,
          event.data.because === 'superseded' ? 'granted' : 'pending',
        );
      case 'RunPaused':
        this.status = 'paused';
        return;
      case 'RunResumed':
        this.status = 'running';
        return this.act('resumed', event.data.controlRevision);
      case 'RunHalted':
        this.status = 'halted';
        return this.#stopped(event.type, event.data);
      case 'RunCancelled':
      case 'RunFailed':
        this.status = 'ended';
        return this.#stopped(event.type, event.data);
      case 'RunCompleted':
        this.#approvals.stopped(event.type);
        this.#attempts.completed(event.data.steps);
        this.#money.total(event.data);
        this.status = 'ended';
        return;
    }
  }

  #carriedOver(data: RunEventData<'StepCarriedOver'>, revision: number): void {
    const { stepKey } = data.step;
    if (this.status !== 'running')
      this.complain(
        'after-stop',
        `expected ${stepKey} to be carried over while the run is running, found it ${this.status}`,
      );
    if (this.#toCarry-- <= 0) this.complain('one-result', `expected no more kept results, found ${stepKey}`);
    if (data.output !== undefined) this.#hash('output', data.output, data.outputHash);
    this.#attempts.carriedOver(data, revision);
  }

  #afterCarryOver(type: string): void {
    if (this.#toCarry > 0)
      this.complain('dependencies', `expected ${this.#toCarry} more kept results first, found ${type}`);
  }

  #dispatched(data: RunEventData<'StepDispatched'>, at: number, params: Json | undefined): void {
    const { step, leaseId, approval, tier } = data;
    this.#afterCarryOver('StepDispatched');
    if (this.status !== 'running')
      this.complain(
        'after-stop',
        `expected nothing to be dispatched while the run is ${this.status}, found ${step.stepKey}`,
      );
    this.act(`dispatched ${step.stepKey}`, data.controlRevision);
    this.#hash('inputs', data.inputs, data.inputsHash);
    const gated = this.#attempts.defined(step.stepKey)?.gated ?? (tier === 'irreversible' || tier === 'financial');
    this.#approvals.dispatched(
      data,
      gated,
      approval === undefined ? undefined : saltedHash(approval.nonce, data.inputs, params),
    );
    this.#attempts.dispatched(data, at);
    this.#money.dispatched(this.#started.runId, leaseId, step.stepKey, data.reservations);
  }

  #outcome(event: Parameters<AttemptRules['outcome']>[0], revision: number, at: number): void {
    this.#attempts.outcome(event, revision, at);
    const { type, data } = event;
    if (type === 'StepCompleted' || type === 'StepOutputRejected') this.#hash('output', data.output, data.outputHash);
    this.#moved(
      data,
      type === 'StepCompleted' || type === 'StepFailed' || type === 'StepOutputRejected' ? type : undefined,
    );
  }

  /** `answered`: by an agent, whose reservation is released with it. */
  #moved(
    { leaseId, charges, settles }: Pick<RunEventData<'StepTimedOut'>, 'leaseId' | 'charges' | 'settles'>,
    answered: string | undefined,
  ): void {
    this.#money.charged(leaseId, charges);
    this.#money.settled(leaseId, settles, answered);
  }

  #stopped(type: string, { revoked, withdrawn }: Pick<RunEventData<'RunCancelled'>, 'revoked' | 'withdrawn'>): void {
    this.#attempts.revoked(type, revoked);
    for (const id of withdrawn) this.#approvals.withdrawn(id, undefined);
    this.#approvals.stopped(type);
  }

  #hash(what: string, payload: Payload, found: string | undefined): void {
    const expected = isBlobRef(payload) ? payload.$blob.sha256 : sha256(canonicalize(payload));
    if (expected !== found)
      this.complain('payloads', `expected hash ${expected} of the ${what}, found ${found ?? 'none'}`);
  }
}

/** SHA-256(nonce ‖ JCS(parameters)); undefined when they are not at hand or encrypted: then the hash is of what the agent gets. */
function saltedHash(nonce: string, payload: Payload, read: Json | undefined): string | undefined {
  const value = isBlobRef(payload) ? read : payload;
  return value === undefined || holdsEncrypted(value) ? undefined : sha256(nonce + canonicalize(value));
}
