import { describe, expect, test } from 'vitest';
import { given } from '../../../test/support/operator-spec.js';
import type { OperatorRequest } from './commands.js';
import type { OperatorEvent } from './events.js';
import { allows, effectiveRoles } from './roles.js';

const created: OperatorEvent = {
  type: 'OperatorCreated',
  data: { operatorId: 'ada', name: 'Ada', roles: ['operator', 'approver'] },
};
const issued: OperatorEvent = {
  type: 'OperatorKeyIssued',
  data: { operatorId: 'ada', keyId: 'key1', secretHash: 'a'.repeat(64), name: 'laptop', roles: ['operator'] },
};
const revoked: OperatorEvent = {
  type: 'OperatorKeyRevoked',
  data: { operatorId: 'ada', keyId: 'key1', reason: 'lost' },
};

describe('an operator', () => {
  test('is created once', () => {
    const create: OperatorRequest = {
      name: 'CreateOperator',
      payload: { operatorId: 'ada', name: 'Ada', roles: ['operator', 'approver', 'operator'] },
    };
    expect(given().when(create)).toEqual([created]);
    expect(() => given(created).when(create)).toThrow(expect.objectContaining({ code: 'OPERATOR.EXISTS' }));
  });

  test('must exist before anything else', () => {
    expect(() => given().when({ name: 'RevokeKey', payload: { keyId: 'key1', reason: 'lost' } })).toThrow(
      expect.objectContaining({ code: 'OPERATOR.NOT_FOUND', kind: 'notFound' }),
    );
  });

  test('changes roles, and the same roles are no event', () => {
    const change: OperatorRequest = { name: 'ChangeRoles', payload: { roles: ['viewer'], reason: 'left' } };
    const changed: OperatorEvent = {
      type: 'OperatorRolesChanged',
      data: { operatorId: 'ada', roles: ['viewer'], reason: 'left' },
    };
    expect(given(created).when(change)).toEqual([changed]);
    expect(given(created, changed).when(change)).toEqual([]);
  });

  test('cannot take the role admin from itself, so that one admin remains', () => {
    const admin: OperatorEvent = {
      type: 'OperatorCreated',
      data: { operatorId: 'ada', name: 'Ada', roles: ['admin'] },
    };
    const change: OperatorRequest = { name: 'ChangeRoles', payload: { roles: ['viewer'], reason: 'r' } };
    const herself = { kind: 'operator', id: 'ada', name: 'Ada' } as const;
    expect(() => given(admin).when(change, 0, herself)).toThrow(
      expect.objectContaining({ code: 'ROLES.OWN_ADMIN', kind: 'rejected' }),
    );
    expect(given(admin).when(change)).toHaveLength(1);
    expect(given(created).when(change, 0, herself)).toHaveLength(1);
  });

  test('is renamed, and the same name is no event', () => {
    const rename: OperatorRequest = { name: 'RenameOperator', payload: { name: 'Ada King' } };
    const renamed: OperatorEvent = { type: 'OperatorRenamed', data: { operatorId: 'ada', name: 'Ada King' } };
    expect(given(created).when(rename)).toEqual([renamed]);
    expect(given(created, renamed).when(rename)).toEqual([]);
  });

  test('that is disabled is given nothing that opens, until it is enabled', () => {
    const disable: OperatorRequest = { name: 'DisableOperator', payload: { reason: 'left' } };
    const enable: OperatorRequest = { name: 'EnableOperator', payload: { reason: 'back' } };
    const disabled: OperatorEvent = { type: 'OperatorDisabled', data: { operatorId: 'ada', reason: 'left' } };
    const session: OperatorEvent = {
      type: 'SessionStarted',
      data: {
        operatorId: 'ada',
        sessionId: 's1',
        secretHash: 'b'.repeat(64),
        device: 'laptop',
        expiresAt: '2027-01-01T00:00:00.000Z',
      },
    };
    expect(given(created, issued, session).when(disable)).toEqual([
      disabled,
      { type: 'SessionEnded', data: { operatorId: 'ada', sessionId: 's1', because: 'ended', reason: 'left' } },
    ]);
    expect(given(created, disabled).when(disable)).toEqual([]);
    const key: OperatorRequest = {
      name: 'IssueKey',
      payload: { keyId: 'key2', secretHash: 'c'.repeat(64), name: 'desk' },
    };
    expect(() => given(created, disabled).when(key)).toThrow(expect.objectContaining({ code: 'OPERATOR.DISABLED' }));
    const enabled: OperatorEvent = { type: 'OperatorEnabled', data: { operatorId: 'ada', reason: 'back' } };
    expect(given(created, disabled).when(enable)).toEqual([enabled]);
    expect(given(created).when(enable)).toEqual([]);
    expect(given(created, disabled, enabled).when(key)).toHaveLength(1);
  });

  test('cannot disable itself, so that one admin remains', () => {
    const herself = { kind: 'operator', id: 'ada', name: 'Ada' } as const;
    expect(() => given(created).when({ name: 'DisableOperator', payload: { reason: 'r' } }, 0, herself)).toThrow(
      expect.objectContaining({ code: 'OPERATOR.SELF', kind: 'rejected' }),
    );
  });

  test('has keys with its roles by default, or with fewer', () => {
    const issue = (roles?: ('viewer' | 'operator' | 'approver' | 'admin')[]): OperatorRequest => ({
      name: 'IssueKey',
      payload: { keyId: 'key1', secretHash: 'a'.repeat(64), name: 'laptop', roles },
    });
    expect(given(created).when(issue())).toMatchObject([{ data: { roles: ['operator', 'approver'] } }]);
    expect(given(created).when(issue(['operator']))).toEqual([issued]);
    expect(() => given(created).when(issue(['admin']))).toThrow(
      expect.objectContaining({ code: 'KEY.BEYOND_OPERATOR' }),
    );
  });

  test('never has two secrets under one key id', () => {
    const issue: OperatorRequest = {
      name: 'IssueKey',
      payload: { keyId: 'key1', secretHash: 'b'.repeat(64), name: 'laptop' },
    };
    expect(() => given(created, issued).when(issue)).toThrow(expect.objectContaining({ code: 'TOKEN.ISSUED_ALREADY' }));
  });

  test('has a key revoked once, and a second time is no event', () => {
    const revoke: OperatorRequest = { name: 'RevokeKey', payload: { keyId: 'key1', reason: 'lost' } };
    expect(given(created, issued).when(revoke)).toEqual([revoked]);
    expect(given(created, issued, revoked).when(revoke)).toEqual([]);
    expect(() => given(created).when(revoke)).toThrow(expect.objectContaining({ code: 'KEY.NOT_FOUND' }));
  });
});

describe('roles', () => {
  test('admin may do everything, each other role includes viewer only', () => {
    expect(allows(['admin'], 'approver')).toBe(true);
    expect(allows(['operator'], 'viewer')).toBe(true);
    expect(allows(['operator'], 'approver')).toBe(false);
    expect(allows(['approver'], 'operator')).toBe(false);
    expect(allows([], 'viewer')).toBe(false);
  });

  test('a key loses what its operator loses', () => {
    expect(effectiveRoles(['operator', 'approver'], ['approver'])).toEqual(['approver']);
    expect(effectiveRoles(['operator'], ['admin'])).toEqual(['operator']);
  });
});
