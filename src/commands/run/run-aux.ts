import type { Recorded } from '../../domain/kernel/envelope.js';
import type { Json } from '../../domain/kernel/json.js';
import { isBlobRef, Payload } from '../../domain/kernel/payload.js';
import type { RunRequest } from '../../domain/run/commands.js';
import type { RunEvent } from '../../domain/run/events.js';
import type { Compiled } from './definitions.js';

/** What is kept at hand of a run beside its state. All of it can be had again from the log. */
export interface RunAux {
  compiled: Compiled | undefined;
  input: { readonly value: Json } | undefined;
  /** Outputs by the revision of the event that holds them. */
  readonly outputs: Map<number, Json>;
  /** Inputs of attempts that are about to be appended, by lease. */
  readonly handedOver: Map<string, Json>;
  /** Kinds of slots of which there was none in this look at what the run wants. */
  readonly noSlot: Set<string>;
}

export const newRunAux = (): RunAux => ({
  compiled: undefined,
  input: undefined,
  outputs: new Map(),
  handedOver: new Map(),
  noSlot: new Set(),
});

/** Keeps the payloads that just passed by: from the command that brought them, or from an event that holds them inline. */
export function rememberPayloads(
  event: RunEvent & { readonly revision: number },
  request: RunRequest | undefined,
  aux: RunAux,
): void {
  switch (event.type) {
    case 'RunStarted':
      if (request?.name === 'StartRun') aux.input = { value: request.payload.input };
      else if (!isBlobRef(event.data.input)) aux.input = { value: event.data.input };
      return;
    case 'StepCompleted':
      if (request?.name === 'CompleteStep') aux.outputs.set(event.revision, request.payload.output);
      else if (!isBlobRef(event.data.output)) aux.outputs.set(event.revision, event.data.output);
      return;
    case 'StepSkipped':
      if (request?.name === 'SkipStep' && request.payload.output !== undefined)
        aux.outputs.set(event.revision, request.payload.output);
      else if (event.data.output !== undefined && !isBlobRef(event.data.output))
        aux.outputs.set(event.revision, event.data.output);
      return;
    default:
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
