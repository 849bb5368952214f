import { expect, test } from 'vitest';
import { operatorDecider } from '../operator/decide.js';
import type { Operator } from '../operator/state.js';
import { mayGoOn } from './authority.js';

const key = { keyId: 'k1', secretHash: 'a'.repeat(64), name: 'laptop', roles: ['operator'] as const, revoked: false };
const operator = (changes: Partial<Operator>): Operator => ({
  ...operatorDecider.initialState(),
  id: 'ada',
  roles: ['operator'],
  keys: [key],
  ...changes,
});

test('a job goes on while its operator may order it, whatever became of a session', () => {
  expect(mayGoOn({ keyId: 'k1' }, operator({}))).toEqual({ yes: true });
  expect(mayGoOn({}, operator({ sessions: [], keys: [{ ...key, revoked: true }] }))).toEqual({ yes: true });
  expect(mayGoOn({}, operator({ roles: ['admin'] }))).toEqual({ yes: true });
});
test('with its key, or the role, goes what is not done yet', () => {
  expect(mayGoOn({ keyId: 'k1' }, operator({ keys: [{ ...key, revoked: true }] }))).toMatchObject({
    yes: false,
    reason: 'Key k1, which ordered it, was revoked.',
  });
  expect(mayGoOn({}, operator({ roles: ['approver', 'auditor'] }))).toMatchObject({ yes: false });
  expect(mayGoOn({}, operator({ disabled: true }))).toMatchObject({ yes: false });
});
test('who is not known here has lost nothing', () => expect(mayGoOn({ keyId: 'k1' }, undefined).yes).toBe(true));
