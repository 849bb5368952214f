import { z } from 'zod';
import { Sha256 } from '../kernel/ids.js';

/** admin may do everything; each other role includes viewer only. */
export const Role = z.enum(['viewer', 'operator', 'approver', 'auditor', 'admin']);
export type Role = z.infer<typeof Role>;

/** Events of `operator-<id>`: a person or a program that gives commands, and the keys (hashes only) that prove it. */
export const operatorEvents = {
  OperatorCreated: z.strictObject({ operatorId: z.string(), name: z.string(), roles: z.array(Role).min(1) }),
  OperatorRolesChanged: z.strictObject({ operatorId: z.string(), roles: z.array(Role).min(1), reason: z.string() }),
  OperatorKeyIssued: z.strictObject({
    operatorId: z.string(),
    keyId: z.string(),
    secretHash: Sha256,
    name: z.string(),
    roles: z.array(Role).min(1),
  }),
  OperatorKeyRevoked: z.strictObject({ operatorId: z.string(), keyId: z.string(), reason: z.string() }),
} as const;
export type OperatorEvent = {
  [T in keyof typeof operatorEvents]: { readonly type: T; readonly data: z.infer<(typeof operatorEvents)[T]> };
}[keyof typeof operatorEvents];
