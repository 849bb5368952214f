import type { Role } from './events.js';

/** admin may do everything; every other role includes viewer, and nothing else. */
export const allows = (roles: readonly Role[], role: Role): boolean =>
  roles.includes('admin') || roles.includes(role) || (role === 'viewer' && roles.length > 0);

/** Who works with what runs are about; a viewer and an auditor see that there is something, and not what. */
export const mayReadPersonalData = (roles: readonly Role[]): boolean =>
  allows(roles, 'operator') || allows(roles, 'approver');

/** Of these roles those that an operator with `roles` does not have. */
export const beyond = (roles: readonly Role[], wanted: readonly Role[]): Role[] =>
  wanted.filter((role) => !allows(roles, role));

/** What a key may do now: of its own roles those that its operator still has. */
export const effectiveRoles = (key: readonly Role[], operator: readonly Role[]): readonly Role[] =>
  key.filter((role) => allows(operator, role));
