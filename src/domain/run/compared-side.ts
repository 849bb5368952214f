import type { Recorded } from '../kernel/envelope.js';
import type { LeaseId, StepKey } from '../kernel/ids.js';
import { isBlobRef, type Payload } from '../kernel/payload.js';
import type { WorkflowDefinition } from '../workflow/definition.js';
import type { Plan } from '../workflow/plan.js';
import type { RunEvent, RunEventData, StepRef } from './events.js';
import type { Run } from './state.js';

/** A payload, and the event that holds it. Over what is kept in memory, `value` is absent: it is to be read from that event. */
export interface KeptPayload {
  readonly revision: number;
  readonly hash: string;
  readonly value: Payload | undefined;
}

/** What was done for one step of a run. Times in milliseconds. */
export interface StepWork {
  readonly step: StepRef;
  /** Attempts that were dispatched. */
  attempts: number;
  agentName: string | undefined;
  model: string | undefined;
  /** Of the last attempt. */
  inputs: KeptPayload | undefined;
  output: KeptPayload | undefined;
  /** The last event that moved it on. */
  revision: number;
  startedAt: number | undefined;
  /** When its last attempt ended; undefined while one is open, and before the first. */
  endedAt: number | undefined;
  /** Of all its attempts, without the waits between them. */
  workedMs: number;
  /** Where a result was taken over from. */
  keptFrom: RunEventData<'StepCarriedOver'>['from'] | undefined;
}

/** One of two runs that are compared, as it was at an event. */
export interface ComparedSide {
  readonly run: Run;
  /** The event that it is looked at. */
  readonly revision: number;
  /** When that event was recorded, in milliseconds. */
  readonly at: number;
  readonly definition: WorkflowDefinition;
  /** With the agents and models that were chosen for a replay. */
  readonly plan: Plan;
  readonly story: SideStory;
}

/** Payloads of a side that are kept to be compared, in characters of JSON; what is over it is compared by its hash only. */
const MOST_CHARACTERS = 16_000_000;
/** Events that say something of a step and do not move it on. */
const QUIET: ReadonlySet<string> = new Set<RunEvent['type']>([
  'StepProgressed',
  'UsageCharged',
  'SideEffectRecorded',
  'ReservationExtended',
  'ReservationSettled',
  'LateResultRecorded',
  'RunBudgetChanged',
]);

/** What a comparison wants to know of a run beside its state: told by one pass over its events, in order. */
export class SideStory {
  input: KeptPayload = { revision: 0, hash: '', value: undefined };
  /** Why it failed, was cancelled or halted. */
  reason: string | undefined;
  readonly work = new Map<StepKey, StepWork>();
  readonly #open = new Map<LeaseId, { readonly stepKey: StepKey; readonly since: number }>();
  #room: number;

  constructor(room = MOST_CHARACTERS) {
    this.#room = room;
  }

  tell(event: Recorded<RunEvent>): void {
    const at = Date.parse(event.metadata.at);
    if ('step' in event.data && event.data.step && !QUIET.has(event.type))
      this.#workOf(event.data.step).revision = event.revision;
    switch (event.type) {
      case 'RunStarted':
        this.input = this.#kept(event.revision, event.data.inputHash, event.data.input);
        return;
      case 'StepDispatched':
        return this.#dispatched(event, at);
      case 'StepCompleted': {
        const { step, leaseId, output, outputHash } = event.data;
        this.#ended(leaseId, at);
        this.#workOf(step).output = this.#kept(event.revision, outputHash, output);
        return;
      }
      case 'StepCarriedOver':
      case 'StepSkipped': {
        const work = this.#workOf(event.data.step);
        const { output, outputHash } = event.data;
        if (output !== undefined && outputHash !== undefined)
          work.output = this.#kept(event.revision, outputHash, output);
        if (event.type === 'StepCarriedOver') work.keptFrom = event.data.from;
        return;
      }
      case 'StepFailed':
      case 'StepOutputRejected':
      case 'StepTimedOut':
      case 'LeaseLost':
      case 'StepStopped':
        return this.#ended(event.data.leaseId, at);
      case 'RunHalted':
      case 'RunCancelled':
      case 'RunFailed':
        this.reason = event.type === 'RunFailed' ? event.data.message : event.data.reason;
        for (const leaseId of event.data.revoked) this.#ended(leaseId, at);
        return;
      case 'RunResumed':
        this.reason = undefined;
        return;
      default:
    }
  }

  /** Attempts that are open at the event that is looked at have taken until then. */
  finish(at: number): void {
    for (const { stepKey, since } of this.#open.values()) {
      const work = this.work.get(stepKey);
      if (work) work.workedMs += at - since;
    }
    this.#open.clear();
  }

  #dispatched({ data, revision }: Recorded<Extract<RunEvent, { type: 'StepDispatched' }>>, at: number): void {
    const work = this.#workOf(data.step);
    work.attempts++;
    work.agentName = data.agent.name;
    work.model = data.model;
    work.inputs = this.#kept(revision, data.inputsHash, data.inputs);
    work.startedAt ??= at;
    work.endedAt = undefined;
    this.#open.set(data.leaseId, { stepKey: data.step.stepKey, since: at });
  }

  #ended(leaseId: LeaseId, at: number): void {
    const open = this.#open.get(leaseId);
    const work = open && this.work.get(open.stepKey);
    if (!open || !work) return;
    this.#open.delete(leaseId);
    work.workedMs += at - open.since;
    work.endedAt = at;
  }

  #kept(revision: number, hash: string, value: Payload): KeptPayload {
    const characters = isBlobRef(value) ? 0 : JSON.stringify(value).length;
    if (characters > this.#room) return { revision, hash, value: undefined };
    this.#room -= characters;
    return { revision, hash, value };
  }

  #workOf(step: StepRef): StepWork {
    const known = this.work.get(step.stepKey);
    if (known) return known;
    const work: StepWork = {
      step,
      attempts: 0,
      agentName: undefined,
      model: undefined,
      inputs: undefined,
      output: undefined,
      revision: 0,
      startedAt: undefined,
      endedAt: undefined,
      workedMs: 0,
      keptFrom: undefined,
    };
    this.work.set(step.stepKey, work);
    return work;
  }
}
