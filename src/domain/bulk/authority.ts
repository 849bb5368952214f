import { allows } from '../operator/roles.js';
import { keyOf, type Operator } from '../operator/state.js';
import type { BulkOrder } from './state.js';

/**
 * Whether a job may take further items: it acts for an operator, so it ends with the operator's right to order it. Signing out takes
 * no right away. An operator that is not known here has lost nothing.
 */
export function mayGoOn(
  { keyId }: Pick<BulkOrder, 'keyId'>,
  operator: Operator | undefined,
): { readonly yes: true } | { readonly yes: false; readonly reason: string } {
  if (operator?.id === undefined) return { yes: true };
  if (keyId !== undefined && keyOf(operator, keyId)?.revoked === true)
    return { yes: false, reason: `Key ${keyId}, which ordered it, was revoked.` };
  if (operator.disabled) return { yes: false, reason: `"${operator.id}", who ordered it, was disabled.` };
  if (!allows(operator.roles, 'operator'))
    return { yes: false, reason: `"${operator.id}", who ordered it, no longer has the role operator.` };
  return { yes: true };
}
