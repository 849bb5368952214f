import { DomainError } from '../kernel/errors.js';
import type { OperatorFacts, OperatorPayloads } from './commands.js';
import type { OperatorEvent } from './events.js';
import { beyond } from './roles.js';
import { keyOf, linkOf, sessionOf, type OpenSession, type Operator, type SignInLink } from './state.js';

/** A link is opened at once or not at all. */
export const LINK_MS = 10 * 60_000;
/** A session lasts a week from its start, used or not. */
export const SESSION_MS = 7 * 24 * 3_600_000;
export const MAX_OPEN_SESSIONS = 50;
export const MAX_OPEN_LINKS = 20;

/** An operator that exists. */
export type KnownOperator = Operator & { readonly id: string };

export function issueLink(
  operator: KnownOperator,
  { linkId, secretHash, roles, keyId }: OperatorPayloads['IssueSignInLink'],
  { now }: OperatorFacts,
): OperatorEvent[] {
  const existing = linkOf(operator, linkId);
  if (existing?.secretHash === secretHash) return [];
  if (existing) throw new DomainError('TOKEN.ISSUED_ALREADY', 'conflict', `Link ${linkId} was issued already.`);
  const missing = beyond(operator.roles, roles ?? []);
  if (missing.length > 0)
    throw new DomainError(
      'LINK.BEYOND_OPERATOR',
      'invalid',
      `Operator "${operator.id}" does not have ${missing.join(', ')}: a link allows no more than its operator does.`,
    );
  if (operator.links.filter((link) => isOpen(link, now)).length >= MAX_OPEN_LINKS)
    throw new DomainError(
      'LINK.TOO_MANY',
      'rejected',
      `There are ${MAX_OPEN_LINKS} links of "${operator.id}" that nobody has used. Use one, or wait until they expire: that is ten minutes.`,
    );
  return [
    {
      type: 'SignInLinkIssued',
      data: {
        operatorId: operator.id,
        linkId,
        secretHash,
        expiresAt: new Date(now + LINK_MS).toISOString(),
        ...(roles === undefined ? {} : { roles: [...new Set(roles)] }),
        ...(keyId === undefined ? {} : { keyId }),
      },
    },
  ];
}

/** A session, if link or key open one now. Only who knows the secret is told what became of a link. */
export function startSession(
  operator: KnownOperator,
  { sessionId, secretHash, by, device }: OperatorPayloads['StartSession'],
  { now }: OperatorFacts,
): OperatorEvent[] {
  const opened = by.kind === 'link' ? openLink(operator, by, now) : openKey(operator, by);
  const expiresAt = new Date(now + SESSION_MS).toISOString();
  const started: OperatorEvent = {
    type: 'SessionStarted',
    data: { operatorId: operator.id, sessionId, secretHash, ...opened, device, expiresAt },
  };
  const open = operator.sessions.filter((session) => isLive(session, now));
  const oldest = open.length >= MAX_OPEN_SESSIONS ? open[0] : undefined;
  return oldest ? [ended(operator, oldest, 'tooMany', `more than ${MAX_OPEN_SESSIONS} sessions`), started] : [started];
}

type Opened = Pick<Extract<OperatorEvent, { type: 'SessionStarted' }>['data'], 'linkId' | 'keyId' | 'roles'>;

function openLink(operator: Operator, by: { readonly id: string; readonly secretHash: string }, now: number): Opened {
  const link = linkOf(operator, by.id);
  if (!link || link.secretHash !== by.secretHash) throw refused('LINK.INVALID', 'is not one of ours');
  if (link.state === 'used') throw refused('LINK.USED', 'was used already: it opens one session');
  if (link.state === 'withdrawn') throw refused('LINK.INVALID', 'was withdrawn');
  if (!isOpen(link, now)) throw refused('LINK.EXPIRED', 'has expired');
  return {
    linkId: link.linkId,
    ...(link.keyId === undefined ? {} : { keyId: link.keyId }),
    ...(link.roles === undefined ? {} : { roles: [...link.roles] }),
  };
}

function openKey(operator: Operator, by: { readonly id: string; readonly secretHash: string }): Opened {
  const key = keyOf(operator, by.id);
  if (!key || key.revoked || key.secretHash !== by.secretHash)
    throw new DomainError('ACCESS.UNAUTHENTICATED', 'unauthenticated', 'This key is unknown or revoked.');
  return { keyId: key.keyId, roles: [...key.roles] };
}

const refused = (code: string, what: string): DomainError =>
  new DomainError(code, 'unauthenticated', `This sign-in link ${what}. Make a new one with: missionctl operator link`);

export function endSession(
  operator: KnownOperator,
  { sessionId, because, reason }: OperatorPayloads['EndSession'],
): OperatorEvent[] {
  const session = sessionOf(operator, sessionId);
  return session ? [ended(operator, session, because, reason)] : [];
}

export function endSessions(
  operator: KnownOperator,
  { keep, reason }: OperatorPayloads['EndSessions'],
  { now }: OperatorFacts,
): OperatorEvent[] {
  return [
    ...operator.sessions
      .filter((session) => session.sessionId !== keep && isLive(session, now))
      .map((session) => ended(operator, session, 'ended', reason)),
    ...withdrawn(operator, reason, (link) => isOpen(link, now)),
  ];
}

/** What a key has opened goes with it. */
export const endOfKey = (operator: KnownOperator, keyId: string, reason: string): OperatorEvent[] => [
  ...operator.sessions
    .filter((session) => session.keyId === keyId)
    .map((session) => ended(operator, session, 'keyRevoked', reason)),
  ...withdrawn(operator, reason, (link) => link.keyId === keyId && link.state === 'open'),
];

const withdrawn = (operator: KnownOperator, reason: string, which: (link: SignInLink) => boolean): OperatorEvent[] =>
  operator.links.filter(which).map(({ linkId }) => ({
    type: 'SignInLinkWithdrawn',
    data: { operatorId: operator.id, linkId, reason },
  }));

const ended = (
  operator: KnownOperator,
  { sessionId }: OpenSession,
  because: Extract<OperatorEvent, { type: 'SessionEnded' }>['data']['because'],
  reason: string,
): OperatorEvent => ({ type: 'SessionEnded', data: { operatorId: operator.id, sessionId, because, reason } });

const isOpen = (link: SignInLink, now: number): boolean => link.state === 'open' && Date.parse(link.expiresAt) > now;
export const isLive = (session: Pick<OpenSession, 'expiresAt'>, now: number): boolean =>
  Date.parse(session.expiresAt) > now;
