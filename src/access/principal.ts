import type { Actor } from '../domain/kernel/envelope.js';
import { assertNever, DomainError } from '../domain/kernel/errors.js';
import type { Role } from '../domain/operator/events.js';
import { allows } from '../domain/operator/roles.js';

/** Who a valid token belongs to. */
export type Principal =
  | {
      readonly kind: 'operator';
      readonly operatorId: string;
      readonly name: string;
      /** What proved it: the id of a key, or of a session. */
      readonly authId: string;
      /** The key, or the one that is behind the session; absent when an admin's link opened it. */
      readonly keyId?: string | undefined;
      readonly sessionId?: string | undefined;
      /** What it may do now. */
      readonly roles: readonly Role[];
    }
  | { readonly kind: 'agent'; readonly agentId: string; readonly name: string; readonly tokenId: string };
export type OperatorPrincipal = Extract<Principal, { kind: 'operator' }>;
export type AgentPrincipal = Extract<Principal, { kind: 'agent' }>;

/** The actor of a command that it gives. */
export function actorOf(principal: Principal): Actor {
  switch (principal.kind) {
    case 'operator':
      return { kind: 'operator', id: principal.operatorId, name: principal.name, authId: principal.authId };
    case 'agent':
      return { kind: 'agent', id: principal.agentId, name: principal.name, authId: principal.tokenId };
    default:
      return assertNever(principal);
  }
}

/** Throws ACCESS.FORBIDDEN unless it is an operator with the role. */
export function requireRole(principal: Principal, role: Role): OperatorPrincipal {
  if (principal.kind === 'agent')
    throw new DomainError(
      'ACCESS.FORBIDDEN',
      'forbidden',
      `This is the token of agent "${principal.agentId}": it opens the gateway, not the API. Use an operator's key.`,
    );
  if (!allows(principal.roles, role))
    throw new DomainError(
      'ACCESS.FORBIDDEN',
      'forbidden',
      `This needs the role ${role}; ${principal.sessionId === undefined ? 'the key' : 'the session'} ${principal.authId} of "${principal.operatorId}" has ${principal.roles.join(', ') || 'none'}. Ask an admin.`,
      { role, roles: [...principal.roles] },
    );
  return principal;
}
