import type { Role } from './events.js';

export interface OperatorKey {
  readonly keyId: string;
  readonly secretHash: string;
  readonly name: string;
  readonly roles: readonly Role[];
  revoked: boolean;
}

/** The fold of `operator-<id>`; plain JSON. `id` is undefined until the operator is created. */
export interface Operator {
  id: string | undefined;
  name: string;
  roles: readonly Role[];
  readonly keys: OperatorKey[];
}

export const keyOf = (operator: Operator, keyId: string): OperatorKey | undefined =>
  operator.keys.find((key) => key.keyId === keyId);
