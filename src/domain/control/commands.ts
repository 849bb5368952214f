import type { Actor } from '../kernel/envelope.js';
import type { ControlScope } from './events.js';

export interface ControlPayloads {
  OrderHalt: { readonly haltId: string; readonly scope: ControlScope; readonly reason: string };
  LiftHalt: { readonly haltId: string; readonly reason: string };
}

export interface ControlFacts {
  /** Milliseconds since the epoch; fixed per command over its retries. */
  readonly now: number;
  readonly actor: Actor;
}

export type ControlCommandName = keyof ControlPayloads;
export type ControlRequest = {
  [N in ControlCommandName]: { readonly name: N; readonly payload: ControlPayloads[N] };
}[ControlCommandName];
export type ControlCommand = ControlRequest & { readonly facts: ControlFacts };
