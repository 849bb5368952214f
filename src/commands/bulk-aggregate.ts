import type { BulkCommand, BulkRequest } from '../domain/bulk/commands.js';
import { bulkDecider } from '../domain/bulk/decide.js';
import type { BulkEvent } from '../domain/bulk/events.js';
import { isOpen, type BulkState } from '../domain/bulk/state.js';
import { CATALOG } from '../domain/catalog.js';
import type { Recorded } from '../domain/kernel/envelope.js';
import type { Json } from '../domain/kernel/json.js';
import type { CommandContext } from '../domain/kernel/ports.js';
import type { Aggregate, Gathering } from './aggregate.js';
import { bytesOf, type Payloads } from './run/payloads.js';
import { stateFromJson, stateToJson } from './state-json.js';

/** Told of every bulk action whose events this process has just written. */
export type BulkObserver = (stream: string, state: BulkState) => void;

/** Bulk actions. A long list of items is written beside the log, under its hash, before the event that names it. */
export class BulkAggregate implements Aggregate<BulkState, BulkRequest, BulkCommand, BulkEvent, null> {
  readonly kind = 'bulk';
  readonly decider = bulkDecider;
  readonly #observers: BulkObserver[] = [];

  constructor(readonly payloads: Payloads) {}

  observe(observer: BulkObserver): void {
    this.#observers.push(observer);
  }

  newAux = (): null => null;

  creates({ name }: BulkRequest): boolean {
    return name === 'StartBulk';
  }

  isEvent(event: Recorded): event is Recorded<BulkEvent> {
    return CATALOG.get(event.type)?.stream === 'bulk';
  }

  async gather(request: BulkRequest, { now, context }: Gathering<BulkState, null>): Promise<BulkCommand> {
    const facts = { now, actor: context.actor };
    if (request.name !== 'StartBulk') return { ...request, facts };
    const { items, output } = request.payload;
    const stored = await this.payloads.stored(items.map(itemJson));
    const substitute = output === undefined ? undefined : (await this.payloads.stored(output)).payload;
    return { ...request, facts: { ...facts, items: stored.payload, output: substitute } };
  }

  recordedFacts({ facts }: BulkCommand): Json {
    return { now: facts.now };
  }

  published(stream: string, _: readonly Recorded<BulkEvent>[], state: BulkState): void {
    for (const observer of this.#observers) observer(stream, state);
  }

  correlationId(_: BulkState, context: CommandContext): string {
    return context.correlationId ?? context.commandId;
  }

  actor(state: BulkState, { actor }: CommandContext): CommandContext['actor'] {
    return actor.kind === 'operator' || state.status === 'none'
      ? actor
      : { ...actor, onBehalfOf: state.order.operatorId };
  }

  payloadBytes(event: BulkEvent): number {
    switch (event.type) {
      case 'BulkStarted':
        return bytesOf(event.data.items) + bytesOf(event.data.output);
      case 'BulkItemsDone':
        return event.data.outcomes.length * OUTCOME_BYTES;
      default:
        return 0;
    }
  }

  isEnded(state: BulkState): boolean {
    return state.status !== 'none' && !isOpen(state);
  }

  stateToJson(state: BulkState): Json {
    return stateToJson(state);
  }

  stateFromJson(json: Json): BulkState {
    return stateFromJson(json) as BulkState;
  }
}

/** An outcome without a message, about; messages are short. */
const OUTCOME_BYTES = 300;

const itemJson = ({ runId, stepKey }: { readonly runId: string; readonly stepKey?: string | undefined }): Json =>
  stepKey === undefined ? { runId } : { runId, stepKey };
