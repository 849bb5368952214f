import type { Actor, Recorded } from '../../domain/kernel/envelope.js';
import type { LeaseId } from '../../domain/kernel/ids.js';
import type { Json } from '../../domain/kernel/json.js';
import type { CommandContext } from '../../domain/kernel/ports.js';
import type { RunCommand, RunRequest } from '../../domain/run/commands.js';
import { runDecider } from '../../domain/run/decide.js';
import type { RunEvent } from '../../domain/run/events.js';
import { readySteps } from '../../domain/run/readiness.js';
import { isCarryingOver, isEnded, type Run, type RunState } from '../../domain/run/state.js';
import type { Aggregate, Gathering } from '../aggregate.js';
import type { PayloadSchemas } from '../protection/protector.js';
import { isHeldUp } from './dispatch-facts.js';
import { payloadSchemas } from './payload-schemas.js';
import { bytesOf } from './payloads.js';
import { newRunAux, referredPayload, type RunAux } from './run-aux.js';
import { runFolding } from './run-folding.js';
import { RunFactsGatherer, type RunFactsDeps } from './run-facts.js';
import { taskOf } from './task.js';

/** Told of every run whose state this process has just loaded or changed. */
export interface RunObserver {
  runChanged(stream: string, run: Run, events: readonly Recorded<RunEvent>[]): void;
}

export class RunAggregate implements Aggregate<RunState, RunRequest, RunCommand, RunEvent, RunAux> {
  readonly kind = 'run';
  readonly decider = runDecider;
  readonly facts: RunFactsGatherer;
  readonly #observers: RunObserver[] = [];

  constructor(readonly deps: RunFactsDeps) {
    this.facts = new RunFactsGatherer(deps);
  }

  observe(observer: RunObserver): void {
    this.#observers.push(observer);
  }

  newAux = newRunAux;

  creates({ name }: RunRequest): boolean {
    return name === 'StartRun' || name === 'ReplayRun';
  }

  isEvent(event: Recorded): event is Recorded<RunEvent> {
    return runFolding.isEvent(event);
  }

  schemas(
    request: RunRequest,
    gathering: Gathering<RunState, RunAux>,
  ): PayloadSchemas | undefined | Promise<PayloadSchemas | undefined> {
    return payloadSchemas(this.facts, request, gathering);
  }

  gather(
    request: RunRequest,
    gathering: Gathering<RunState, RunAux>,
    asked: RunRequest,
  ): RunCommand | Promise<RunCommand> {
    return this.facts.gather(request, gathering, asked);
  }

  recordedFacts({ facts }: RunCommand): Json {
    return 'random' in facts ? { now: facts.now, random: facts.random } : { now: facts.now };
  }

  wants(state: RunState, aux: RunAux, now: number): readonly RunRequest[] | Promise<readonly RunRequest[]> {
    aux.noSlot.clear();
    if (state.status !== 'running') return [];
    if (isCarryingOver(state)) return carryOversOf(state);
    aux.kept = undefined;
    const compiled = this.facts.compiled(state, aux);
    if (compiled instanceof Promise) return compiled.then(({ plan }) => readySteps(state, plan, now).map(dispatchOf));
    return readySteps(state, compiled.plan, now).map(dispatchOf);
  }

  /** The last kept result makes way for the first steps. */
  makesWay({ name }: RunRequest): boolean {
    return name === 'CarryOverResult';
  }

  isHeldUp({ name, payload }: RunRequest, state: RunState, aux: RunAux): boolean {
    if (name !== 'DispatchStep' || state.status === 'none' || !aux.compiled) return false;
    return isHeldUp(this.deps.control, state, aux.compiled.plan, payload.stepKey, aux.noSlot);
  }

  remember(event: RunEvent & { readonly revision: number }, aux: RunAux): void {
    const payload = referredPayload(event);
    if (payload !== undefined) this.deps.atHand.keep(aux, event.revision, payload);
  }

  release(aux: RunAux): void {
    this.deps.atHand.drop(aux);
  }

  /** An emergency stop that became known while facts were gathered, or a process that was stopped meanwhile: no start and no dispatch goes out upon what was known before. */
  isOutdated(events: readonly RunEvent[]): boolean {
    const { control } = this.deps;
    return events.some(
      (event) =>
        (event.type === 'StepDispatched' || event.type === 'RunStarted') &&
        (event.data.controlRevision !== control.revision || !control.isConfirmed()),
    );
  }

  published(stream: string, events: readonly Recorded<RunEvent>[], state: RunState, aux: RunAux): void {
    if (state.status === 'none') return;
    for (const event of events) this.#tellAgents(event, state, aux);
    for (const observer of this.#observers) observer.runChanged(stream, state, events);
  }

  loaded(stream: string, state: RunState): void {
    if (state.status === 'none') return;
    for (const observer of this.#observers) observer.runChanged(stream, state, []);
  }

  #tellAgents(event: Recorded<RunEvent>, run: Run, aux: RunAux): void {
    const { pool } = this.deps;
    switch (event.type) {
      case 'StepDispatched': {
        const { leaseId, agent } = event.data;
        const handed = aux.handedOver.get(leaseId);
        aux.handedOver.delete(leaseId);
        if (aux.compiled && handed !== undefined)
          pool.dispatch(agent.bootId, taskOf(run, event.data, aux.compiled, handed));
        return;
      }
      case 'StepCompleted':
      case 'StepFailed':
      case 'StepOutputRejected':
        return pool.release(event.data.leaseId);
      case 'StepTimedOut':
        return this.#cancel(run, event.data.leaseId, 'The attempt timed out.');
      case 'LeaseLost':
        return this.#cancel(run, event.data.leaseId, 'The lease was lost.');
      case 'StepStopped':
        return this.#cancel(run, event.data.leaseId, event.data.message);
      case 'RunHalted':
      case 'RunCancelled':
        for (const leaseId of event.data.revoked) this.#cancel(run, leaseId, event.data.reason);
        return;
      case 'RunFailed':
        for (const leaseId of event.data.revoked) this.#cancel(run, leaseId, event.data.message);
        return;
      default:
    }
  }

  #cancel(run: Run, leaseId: LeaseId, reason: string): void {
    this.deps.pool.release(leaseId);
    const lease = run.leases.get(leaseId);
    if (lease) this.deps.pool.cancel(lease.agent.bootId, leaseId, reason);
  }

  correlationId(state: RunState, context: CommandContext, stream: string): string {
    return state.status === 'none' ? (context.correlationId ?? stream.slice('run-'.length)) : state.rootRunId;
  }

  actor(state: RunState, { actor }: CommandContext): Actor {
    return actor.kind === 'operator' || state.status === 'none' ? actor : { onBehalfOf: state.operatorId, ...actor };
  }

  payloadBytes(event: RunEvent): number {
    const charged = 'charges' in event.data ? event.data.charges.length * CHARGE_BYTES : 0;
    return charged + payloadOf(event);
  }

  isEnded(state: RunState): boolean {
    return state.status !== 'none' && isEnded(state);
  }

  stateToJson(state: RunState): Json {
    return runFolding.stateToJson(state);
  }

  stateFromJson(json: Json): RunState {
    return runFolding.stateFromJson(json);
  }
}

const CHARGE_BYTES = 500;
/** A character is at most three bytes. */
const textBytes = (text: string): number => text.length * 3;

function payloadOf({ type, data }: RunEvent): number {
  switch (type) {
    case 'StepDispatched':
      return bytesOf(data.inputs) + textBytes(data.parentSummary);
    case 'StepCompleted':
    case 'StepCarriedOver':
      return bytesOf(data.output) + textBytes(data.summary);
    case 'StepOutputRejected':
      return bytesOf(data.output) + bytesOf(data.errors);
    case 'ApprovalRequested':
      return bytesOf(data.params) + textBytes(data.previousSummary);
    case 'StepFailed':
      return bytesOf(data.details) + textBytes(data.message);
    case 'StepProgressed':
      return bytesOf(data.data);
    case 'SideEffectRecorded':
      return bytesOf(data.receipt);
    default:
      return 0;
  }
}

const carryOversOf = ({ source, carried }: Run): RunRequest[] =>
  Array.from({ length: (source?.steps ?? 0) - carried }, (_, i) => ({
    name: 'CarryOverResult',
    payload: { index: carried + i },
  }));

const dispatchOf = (stepKey: ReturnType<typeof readySteps>[number]): RunRequest => ({
  name: 'DispatchStep',
  payload: { stepKey },
});
