import type { Role } from './events.js';

export interface OperatorKey {
  readonly keyId: string;
  readonly secretHash: string;
  readonly name: string;
  readonly roles: readonly Role[];
  revoked: boolean;
}

/** Kept for a day after its end, so that whoever opens it again is told what became of it. */
export interface SignInLink {
  readonly linkId: string;
  readonly secretHash: string;
  /** ISO 8601; compares as text. */
  readonly expiresAt: string;
  readonly roles: readonly Role[] | undefined;
  readonly keyId: string | undefined;
  state: 'open' | 'used' | 'withdrawn';
}

/** Open ones only: what has ended is in the log. One that has expired stays until the next one starts. */
export interface OpenSession {
  readonly sessionId: string;
  readonly secretHash: string;
  readonly linkId: string | undefined;
  readonly keyId: string | undefined;
  /** No more than these; undefined: whatever the operator has. */
  readonly roles: readonly Role[] | undefined;
  readonly device: string;
  readonly startedAt: string;
  readonly expiresAt: string;
}

export interface View {
  readonly viewId: string;
  readonly page: string;
  readonly name: string;
  readonly query: string;
}

/** The fold of `operator-<id>`; plain JSON. `id` is undefined until the operator is created. */
export interface Operator {
  id: string | undefined;
  name: string;
  roles: readonly Role[];
  /** Nothing of it opens anything. */
  disabled: boolean;
  readonly keys: OperatorKey[];
  links: SignInLink[];
  sessions: OpenSession[];
  views: View[];
  readonly hints: string[];
}

export const keyOf = (operator: Operator, keyId: string): OperatorKey | undefined =>
  operator.keys.find((key) => key.keyId === keyId);
export const linkOf = (operator: Operator, linkId: string): SignInLink | undefined =>
  operator.links.find((link) => link.linkId === linkId);
/** Undefined also when it has ended. Whether it has expired is for who knows the time. */
export const sessionOf = (operator: Operator, sessionId: string): OpenSession | undefined =>
  operator.sessions.find((session) => session.sessionId === sessionId);
