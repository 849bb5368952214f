import { describe, expect, test } from 'vitest';
import { mayApprove, type Hindrance } from './may-approve.js';

const now = Date.parse('2026-11-24T12:00:00.000Z');
const request = { status: 'pending', expiresAt: '2026-11-24T13:00:00.000Z', notBy: ['ada'], approvers: 2, votes: [] };
const bob = { operatorId: 'bob', roles: ['approver'] as const };

describe('who may approve a request', () => {
  test('has the role, did not start a run that wants four eyes, and has not voted', () => {
    expect(mayApprove(request, bob, now)).toEqual({ yes: true, code: null, reason: null });
    expect(mayApprove(request, { operatorId: 'root', roles: ['admin'] }, now).yes).toBe(true);
  });
  test.each<[Hindrance, Partial<typeof request> & { votes?: never[] }, object]>([
    ['DECIDED', { status: 'granted' }, {}],
    ['EXPIRED', { expiresAt: '2026-11-24T12:00:00.000Z' }, {}],
    ['ROLE', {}, { roles: ['operator', 'auditor'] }],
    ['FOUR_EYES', {}, { operatorId: 'ada' }],
  ])('else is told why not: %s', (code, more, person) => {
    const told = mayApprove({ ...request, ...more }, { ...bob, ...person }, now);
    expect(told).toMatchObject({ yes: false, code });
    expect(told.reason).not.toBe('');
  });
  test('approves once', () => {
    expect(mayApprove({ ...request, votes: [{ operatorId: 'bob' }] }, bob, now).code).toBe('VOTED');
  });
});
