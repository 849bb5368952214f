import type { Decider } from '../kernel/decider.js';
import { assertNever, DomainError } from '../kernel/errors.js';
import type { OperatorCommand } from './commands.js';
import type { OperatorEvent, Role } from './events.js';
import { allows } from './roles.js';
import { keyOf, type Operator } from './state.js';

/** Who may give commands, and by which keys. A key never allows more than its operator does. */
export const operatorDecider: Decider<Operator, OperatorCommand, OperatorEvent> = {
  stateVersion: 1,
  initialState: () => ({ id: undefined, name: '', roles: [], keys: [] }),
  decide(operator, command) {
    if (command.name === 'CreateOperator') {
      const { operatorId, name, roles } = command.payload;
      if (operator.id !== undefined)
        throw new DomainError('OPERATOR.EXISTS', 'conflict', `There is an operator "${operatorId}" already.`);
      return [{ type: 'OperatorCreated', data: { operatorId, name, roles: unique(roles) } }];
    }
    const operatorId = operator.id;
    if (operatorId === undefined)
      throw new DomainError('OPERATOR.NOT_FOUND', 'notFound', 'There is no such operator. Create it first.');
    switch (command.name) {
      case 'ChangeRoles': {
        const roles = unique(command.payload.roles);
        if (sameRoles(roles, operator.roles)) return [];
        return [{ type: 'OperatorRolesChanged', data: { operatorId, roles, reason: command.payload.reason } }];
      }
      case 'IssueKey': {
        const { keyId, secretHash, name } = command.payload;
        const existing = keyOf(operator, keyId);
        if (existing?.secretHash === secretHash) return [];
        if (existing) throw new DomainError('TOKEN.ISSUED_ALREADY', 'conflict', `Key ${keyId} was issued already.`);
        const roles = unique(command.payload.roles ?? operator.roles);
        const beyond = roles.filter((role) => !allows(operator.roles, role));
        if (beyond.length > 0)
          throw new DomainError(
            'KEY.BEYOND_OPERATOR',
            'invalid',
            `Operator "${operatorId}" does not have ${beyond.join(', ')}: a key allows no more than its operator does.`,
          );
        return [{ type: 'OperatorKeyIssued', data: { operatorId, keyId, secretHash, name, roles } }];
      }
      case 'RevokeKey': {
        const { keyId, reason } = command.payload;
        const key = keyOf(operator, keyId);
        if (!key) throw new DomainError('KEY.NOT_FOUND', 'notFound', `Operator "${operatorId}" has no key ${keyId}.`);
        return key.revoked ? [] : [{ type: 'OperatorKeyRevoked', data: { operatorId, keyId, reason } }];
      }
      default:
        return assertNever(command);
    }
  },
  evolve(operator, event) {
    switch (event.type) {
      case 'OperatorCreated':
        operator.id = event.data.operatorId;
        operator.name = event.data.name;
        operator.roles = event.data.roles;
        return operator;
      case 'OperatorRolesChanged':
        operator.roles = event.data.roles;
        return operator;
      case 'OperatorKeyIssued': {
        const { keyId, secretHash, name, roles } = event.data;
        operator.keys.push({ keyId, secretHash, name, roles, revoked: false });
        return operator;
      }
      case 'OperatorKeyRevoked': {
        const key = keyOf(operator, event.data.keyId);
        if (key) key.revoked = true;
        return operator;
      }
      default:
        return assertNever(event);
    }
  },
};

const unique = (roles: readonly Role[]): Role[] => [...new Set(roles)];
const sameRoles = (a: readonly Role[], b: readonly Role[]): boolean =>
  a.length === b.length && a.every((role) => b.includes(role));
