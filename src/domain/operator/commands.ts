import type { Actor } from '../kernel/envelope.js';
import type { Role } from './events.js';

export interface OperatorPayloads {
  CreateOperator: { readonly operatorId: string; readonly name: string; readonly roles: readonly Role[] };
  ChangeRoles: { readonly roles: readonly Role[]; readonly reason: string };
  RenameOperator: { readonly name: string };
  DisableOperator: { readonly reason: string };
  EnableOperator: { readonly reason: string };
  /** The secret itself never comes here: only its SHA-256. */
  IssueKey: {
    readonly keyId: string;
    readonly secretHash: string;
    readonly name: string;
    /** Some of the operator's roles; default: all of them. */
    readonly roles?: readonly Role[] | undefined;
  };
  RevokeKey: { readonly keyId: string; readonly reason: string };
  IssueSignInLink: {
    readonly linkId: string;
    readonly secretHash: string;
    /** No more than these; default: whatever the operator has. */
    readonly roles?: readonly Role[] | undefined;
    /** The key behind whoever asks: revoking it takes the link and its session with it. */
    readonly keyId?: string | undefined;
  };
  /** Of the link or key the id and the SHA-256 of the secret that was shown: the right one opens a session. */
  StartSession: {
    readonly sessionId: string;
    readonly secretHash: string;
    readonly by: { readonly kind: 'link' | 'key'; readonly id: string; readonly secretHash: string };
    readonly device: string;
  };
  EndSession: { readonly sessionId: string; readonly because: 'signedOut' | 'ended'; readonly reason: string };
  /** All open sessions but `keep`, and the links that nobody has used. */
  EndSessions: { readonly keep?: string | undefined; readonly reason: string };
  SaveView: { readonly viewId: string; readonly page: string; readonly name: string; readonly query: string };
  RemoveView: { readonly viewId: string };
  DismissHint: { readonly hint: string };
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
