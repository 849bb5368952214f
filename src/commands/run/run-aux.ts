import type { Recorded } from '../../domain/kernel/envelope.js';
import type { Json } from '../../domain/kernel/json.js';
import { Payload } from '../../domain/kernel/payload.js';
import type { RunEvent } from '../../domain/run/events.js';
import type { KeptResult } from '../../domain/run/kept-results.js';
import type { Compiled } from './definitions.js';

/** What an agent gets that does not stand in the log as it is: personal data is encrypted there. */
export interface HandedOver {
  readonly inputs: Json;
  /** Of the approval; empty without one. */
  readonly nonce: string;
}

/** What is kept at hand of a run beside its state. All of it can be had again from the log. */
export interface RunAux {
  compiled: Compiled | undefined;
  /** Of a replay, until the last of them is carried over. */
  kept: readonly KeptResult[] | undefined;
  /** The run's input and outputs as they stand in the log, by the revision of the event that holds them. What is a blob is kept by its store, within its own limit. */
  readonly payloads: Map<number, Payload>;
  /** What goes out to agents with attempts that are about to be appended, by lease. */
  readonly handedOver: Map<string, HandedOver>;
  /** Kinds of slots of which there was none in this look at what the run wants. */
  readonly noSlot: Set<string>;
}

export const newRunAux = (): RunAux => ({
  compiled: undefined,
  kept: undefined,
  payloads: new Map(),
  handedOver: new Map(),
  noSlot: new Set(),
});

/** The payload of an event that steps may refer to: the run's input, or a step's output. */
export function referredPayload({ type, data }: RunEvent): Payload | undefined {
  switch (type) {
    case 'RunStarted':
      return data.input;
    case 'StepCompleted':
    case 'StepSkipped':
    case 'StepCarriedOver':
      return data.output;
    default:
      return undefined;
  }
}

/** The output that a recorded event of a step holds. */
export function outputOf(event: Recorded): Payload | undefined {
  const { data } = event;
  return typeof data === 'object' && data !== null && 'output' in data ? toPayload(data.output) : undefined;
}
export function paramsOf(event: Recorded): Payload | undefined {
  const { data } = event;
  return typeof data === 'object' && data !== null && 'params' in data ? toPayload(data.params) : undefined;
}
export function inputOf(event: Recorded): Payload | undefined {
  const { data } = event;
  return typeof data === 'object' && data !== null && 'input' in data ? toPayload(data.input) : undefined;
}

const toPayload = (value: unknown): Payload | undefined => Payload.safeParse(value).data;
