import { operatorIdOf, type Recorded } from '../../domain/kernel/envelope.js';
import type { OperatorEvent } from '../../domain/operator/events.js';
import { InconsistentEvent } from '../batch/inconsistent.js';
import type { Changes } from '../batch/changes.js';
import type { OperatorRow } from '../rows.js';

/** Operators and their keys (never hashes). */
export function projectOperator(
  known: Map<string, OperatorRow>,
  event: Recorded<OperatorEvent>,
  changes: Changes,
): void {
  const at = event.metadata.at;
  const { operatorId } = event.data;
  if (event.type === 'OperatorCreated') {
    const made: OperatorRow = { operatorId, name: event.data.name, roles: event.data.roles, createdAt: at, keys: [] };
    known.set(operatorId, made);
    return changes.operators.insert(made);
  }
  const operator = known.get(operatorId);
  if (!operator) throw new InconsistentEvent(`operator "${operatorId}" was never created`);
  changes.operators.update(operator);
  switch (event.type) {
    case 'OperatorRolesChanged':
      operator.roles = event.data.roles;
      return;
    case 'OperatorKeyIssued':
      operator.keys = [
        ...operator.keys,
        {
          id: event.data.keyId,
          name: event.data.name,
          roles: event.data.roles,
          issuedAt: at,
          issuedBy: operatorIdOf(event.metadata.actor),
          revokedAt: null,
          revokedBecause: null,
        },
      ];
      return;
    case 'OperatorKeyRevoked': {
      const { keyId, reason } = event.data;
      operator.keys = operator.keys.map((key) =>
        key.id === keyId ? { ...key, revokedAt: at, revokedBecause: reason } : key,
      );
      return;
    }
  }
}
