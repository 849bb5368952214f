import type { Actor } from '../kernel/envelope.js';
import type { Role } from './events.js';

export interface OperatorPayloads {
  CreateOperator: { readonly operatorId: string; readonly name: string; readonly roles: readonly Role[] };
  ChangeRoles: { readonly roles: readonly Role[]; readonly reason: string };
  /** The secret itself never comes here: only its SHA-256. */
  IssueKey: {
    readonly keyId: string;
    readonly secretHash: string;
    readonly name: string;
    /** Some of the operator's roles; default: all of them. */
    readonly roles?: readonly Role[] | undefined;
  };
  RevokeKey: { readonly keyId: string; readonly reason: string };
}

export interface OperatorFacts {
  /** Milliseconds since the epoch; fixed per command over its retries. */
  readonly now: number;
  readonly actor: Actor;
}

export type OperatorCommandName = keyof OperatorPayloads;
export type OperatorRequest = {
  [N in OperatorCommandName]: { readonly name: N; readonly payload: OperatorPayloads[N] };
}[OperatorCommandName];
export type OperatorCommand = OperatorRequest & { readonly facts: OperatorFacts };
