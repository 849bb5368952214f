import { describe, expect, test } from 'vitest';
import type { OperatorRequest } from './commands.js';
import type { OperatorEvent } from './events.js';
import { given, T0 } from '../../../test/support/operator-spec.js';

const [SECRET, OTHER] = ['a'.repeat(64), 'b'.repeat(64)] as const;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const at = (ms: number): string => new Date(T0 + ms).toISOString();

const created: OperatorEvent = {
  type: 'OperatorCreated',
  data: { operatorId: 'ada', name: 'Ada', roles: ['operator', 'approver'] },
};
const keyIssued: OperatorEvent = {
  type: 'OperatorKeyIssued',
  data: { operatorId: 'ada', keyId: 'key1', secretHash: SECRET, name: 'laptop', roles: ['operator'] },
};
const keyRevoked: OperatorEvent = {
  type: 'OperatorKeyRevoked',
  data: { operatorId: 'ada', keyId: 'key1', reason: 'lost' },
};
const linkIssued = (linkId = 'link1', more: object = {}): OperatorEvent => ({
  type: 'SignInLinkIssued',
  data: { operatorId: 'ada', linkId, secretHash: SECRET, expiresAt: at(10 * MINUTE), ...more },
});
const started = (sessionId = 's1', more: object = {}): OperatorEvent => ({
  type: 'SessionStarted',
  data: { operatorId: 'ada', sessionId, secretHash: OTHER, device: 'Firefox', expiresAt: at(7 * DAY), ...more },
});
const ended = (sessionId: string, because: 'signedOut' | 'ended' | 'keyRevoked' | 'tooMany', reason: string) => ({
  type: 'SessionEnded',
  data: { operatorId: 'ada', sessionId, because, reason },
});
const open = (kind: 'link' | 'key', id: string, secretHash: string = SECRET, sessionId = 's1'): OperatorRequest => ({
  name: 'StartSession',
  payload: { sessionId, secretHash: OTHER, by: { kind, id, secretHash }, device: 'Firefox' },
});
const refused = (code: string, kind = 'unauthenticated') => expect.objectContaining({ code, kind });

describe('a sign-in link', () => {
  const issue = (payload: object = {}): OperatorRequest => ({
    name: 'IssueSignInLink',
    payload: { linkId: 'link1', secretHash: SECRET, ...payload },
  });

  test('is good for ten minutes, for whatever roles the operator has unless they are limited', () => {
    expect(given(created).when(issue())).toEqual([linkIssued()]);
    expect(given(created).when(issue({ roles: ['operator'], keyId: 'key1' }))).toEqual([
      linkIssued('link1', { roles: ['operator'], keyId: 'key1' }),
    ]);
    expect(() => given(created).when(issue({ roles: ['admin'] }))).toThrow(refused('LINK.BEYOND_OPERATOR', 'invalid'));
  });

  test('has one secret under its id', () => {
    expect(given(created, linkIssued()).when(issue())).toEqual([]);
    expect(() => given(created, linkIssued()).when(issue({ secretHash: OTHER }))).toThrow(
      refused('TOKEN.ISSUED_ALREADY', 'conflict'),
    );
  });

  test('is one of twenty that nobody has used, at most; what was used or has expired does not count', () => {
    const links = Array.from({ length: 20 }, (_, i) => linkIssued(`l${i}`));
    const next = issue({ linkId: 'next' });
    expect(() => given(created, ...links).when(next)).toThrow(refused('LINK.TOO_MANY', 'rejected'));
    expect(given(created, ...links, started('s1', { linkId: 'l7' })).when(next)).toHaveLength(1);
    expect(given(created, ...links).when(next, 10 * MINUTE)).toHaveLength(1);
  });

  test('opens a session of a week, with its roles and the key behind it', () => {
    expect(given(created, linkIssued()).when(open('link', 'link1'))).toEqual([started('s1', { linkId: 'link1' })]);
    const limited = linkIssued('link1', { roles: ['operator'], keyId: 'key1' });
    expect(given(created, limited).when(open('link', 'link1'))).toEqual([
      started('s1', { linkId: 'link1', keyId: 'key1', roles: ['operator'] }),
    ]);
  });

  test('opens nothing twice, nor after ten minutes, nor when it was withdrawn, and says which', () => {
    const used = given(created, linkIssued(), started('s1', { linkId: 'link1' }));
    expect(() => used.when(open('link', 'link1', SECRET, 's2'))).toThrow(refused('LINK.USED'));
    expect(given(created, linkIssued()).when(open('link', 'link1'), 10 * MINUTE - 1)).toHaveLength(1);
    expect(() => given(created, linkIssued()).when(open('link', 'link1'), 10 * MINUTE)).toThrow(
      refused('LINK.EXPIRED'),
    );
    const withdrawn: OperatorEvent = {
      type: 'SignInLinkWithdrawn',
      data: { operatorId: 'ada', linkId: 'link1', reason: 'r' },
    };
    expect(() => given(created, linkIssued(), withdrawn).when(open('link', 'link1'))).toThrow(refused('LINK.INVALID'));
  });

  test('tells nothing to who does not know its secret', () => {
    const used = given(created, linkIssued(), started('s1', { linkId: 'link1' }));
    for (const request of [open('link', 'link1', OTHER), open('link', 'link2')])
      expect(() => used.when(request)).toThrow(refused('LINK.INVALID'));
  });
});

describe('a session', () => {
  test('is opened by a key that is good, with the roles of the key', () => {
    expect(given(created, keyIssued).when(open('key', 'key1'))).toEqual([
      started('s1', { keyId: 'key1', roles: ['operator'] }),
    ]);
    for (const [events, request] of [
      [[created, keyIssued], open('key', 'key1', OTHER)],
      [[created, keyIssued], open('key', 'key2')],
      [[created, keyIssued, keyRevoked], open('key', 'key1')],
    ] as const)
      expect(() => given(...events).when(request)).toThrow(refused('ACCESS.UNAUTHENTICATED'));
  });

  test('ends once, and a second time is no event', () => {
    const end: OperatorRequest = {
      name: 'EndSession',
      payload: { sessionId: 's1', because: 'signedOut', reason: 'signed out' },
    };
    const gone: OperatorEvent = {
      type: 'SessionEnded',
      data: { operatorId: 'ada', sessionId: 's1', because: 'signedOut', reason: 'signed out' },
    };
    expect(given(created, started()).when(end)).toEqual([gone]);
    expect(given(created, started(), gone).when(end)).toEqual([]);
    expect(given(created).when(end)).toEqual([]);
  });

  test('ends with the key behind it, which takes its unused links along; others stay', () => {
    const revoke: OperatorRequest = { name: 'RevokeKey', payload: { keyId: 'key1', reason: 'lost' } };
    const before = [
      created,
      keyIssued,
      linkIssued('mine', { keyId: 'key1' }),
      linkIssued('used', { keyId: 'key1' }),
      linkIssued('other'),
      started('s1', { keyId: 'key1' }),
      started('s2', { linkId: 'used', keyId: 'key1' }),
      started('s3', { keyId: 'key2' }),
    ];
    expect(given(...before).when(revoke)).toEqual([
      keyRevoked,
      ended('s1', 'keyRevoked', 'its key was revoked'),
      ended('s2', 'keyRevoked', 'its key was revoked'),
      { type: 'SignInLinkWithdrawn', data: { operatorId: 'ada', linkId: 'mine', reason: 'its key was revoked' } },
    ]);
  });

  test('signing out everywhere ends what is open but the one to keep, and withdraws unused links', () => {
    const before = [created, linkIssued(), started('s1'), started('s2')];
    const all: OperatorRequest = { name: 'EndSessions', payload: { reason: 'r' } };
    const link = { type: 'SignInLinkWithdrawn', data: { operatorId: 'ada', linkId: 'link1', reason: 'r' } };
    expect(given(...before).when(all)).toEqual([ended('s1', 'ended', 'r'), ended('s2', 'ended', 'r'), link]);
    const others: OperatorRequest = { name: 'EndSessions', payload: { keep: 's1', reason: 'r' } };
    expect(given(...before).when(others)).toEqual([ended('s2', 'ended', 'r'), link]);
    expect(given(...before).when(all, 7 * DAY)).toEqual([]);
  });

  test('is one of fifty: the next one ends the oldest; expired ones do not count', () => {
    const fifty = Array.from({ length: 50 }, (_, i) => started(`s${i}`));
    const next = open('key', 'key1', SECRET, 'next');
    expect(given(created, keyIssued, ...fifty).when(next)).toEqual([
      ended('s0', 'tooMany', 'more than 50 sessions'),
      started('next', { keyId: 'key1', roles: ['operator'] }),
    ]);
    expect(given(created, keyIssued, ...fifty).when(next, 7 * DAY)).toHaveLength(1);
  });
});
