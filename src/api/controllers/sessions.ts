import { Controller, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Access, SignedIn } from '../../access/access.js';
import { noSessionCookie, sessionCookie } from '../../access/browser.js';
import { requireRole, type OperatorPrincipal } from '../../access/principal.js';
import { mintToken } from '../../access/token.js';
import { DomainError } from '../../domain/kernel/errors.js';
import type { Clock } from '../../domain/kernel/ports.js';
import { operatorEvents, type Role } from '../../domain/operator/events.js';
import { answered, Commander } from '../commander.js';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import type { Answered } from '../contract/primitives.js';
import { SessionsQuery } from '../cqrs/queries.js';
import type { Caller } from '../http/caller.js';
import { Route } from '../http/route.js';
import { ACCESS, CLOCK, SITE, type Site } from '../ports.js';
import { listedSessionView, sessionView } from '../operator-views.js';
import { SignIn } from '../sign-in.js';
import { issuedNow } from './issued-now.js';

@Controller()
export class SessionsController {
  constructor(
    @Inject(Commander) private readonly commander: Commander,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(SignIn) private readonly signing: SignIn,
    @Inject(ACCESS) private readonly access: Access,
    @Inject(SITE) private readonly site: Site,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Route('signIn')
  async signIn({ body }: InputOf<'signIn'>, caller: Caller): Promise<ReplyOf<'signIn'>> {
    const given =
      body.link === undefined
        ? ({ kind: 'key', token: body.key ?? '' } as const)
        : ({ kind: 'link', token: body.link } as const);
    const before = await this.signedIn(caller);
    const { token, ...signedIn } = await this.signing.start(given, caller.browser);
    // Its cookie goes: nobody could sign it out any more. Should this fail it expires by itself.
    if (before) await this.leave(before, 'signed in anew', caller).catch(() => undefined);
    const seconds = (Date.parse(signedIn.session.expiresAt) - this.clock.now()) / 1_000;
    caller.answerHeaders.set('set-cookie', sessionCookie(caller.browser, token, seconds));
    return sessionView(signedIn);
  }

  @Route('getSession')
  async get(_: InputOf<'getSession'>, caller: Caller): Promise<ReplyOf<'getSession'>> {
    const signedIn = await this.signedIn(caller);
    const { version, environment } = this.site;
    return { session: signedIn ? sessionView(signedIn) : null, server: { version, environment } };
  }

  @Route('signOut')
  async signOut(_: InputOf<'signOut'>, caller: Caller): Promise<ReplyOf<'signOut'>> {
    const signedIn = await this.signedIn(caller);
    if (signedIn) await this.leave(signedIn, 'signed out', caller);
    if (caller.browser.session !== undefined) caller.answerHeaders.set('set-cookie', noSessionCookie(caller.browser));
    return { signedOut: signedIn !== undefined };
  }

  private async leave({ principal }: SignedIn, reason: string, caller: Caller): Promise<void> {
    const payload = { sessionId: principal.authId, because: 'signedOut', reason } as const;
    const context = caller.contextOf(principal);
    await this.commander.onOperator(principal.operatorId, { name: 'EndSession', payload }, context);
  }

  @Route('listSessions')
  async list({ query }: InputOf<'listSessions'>, { operator }: Caller): Promise<ReplyOf<'listSessions'>> {
    if (query.of === 'all') requireRole(operator, 'admin');
    const operatorId = query.of === 'all' ? undefined : operator.operatorId;
    const rows = await this.queries.execute(new SessionsQuery({ operatorId, at: this.clock.now() }));
    return { items: rows.map((row) => listedSessionView(row, operator.sessionId)) };
  }

  @Route('endSession')
  async end({ params, query }: InputOf<'endSession'>, caller: Caller): Promise<Answered> {
    const payload = { sessionId: params.sessionId, because: 'ended', reason: query.reason } as const;
    const request = { name: 'EndSession', payload } as const;
    return answered(await this.commander.onOperator(ownerIn(query, caller.operator), request, caller.context()));
  }

  @Route('endSessions')
  async endAll({ query }: InputOf<'endSessions'>, caller: Caller): Promise<ReplyOf<'endSessions'>> {
    const keep = query.keep === 'current' ? caller.operator.sessionId : undefined;
    const request = { name: 'EndSessions', payload: { keep, reason: query.reason } } as const;
    const answer = await this.commander.onOperator(ownerIn(query, caller.operator), request, caller.context());
    return { ...answered(answer), ended: answer.events.filter(({ type }) => type === 'SessionEnded').length };
  }

  @Route('issueOwnSignInLink')
  issueOwn(_: InputOf<'issueOwnSignInLink'>, caller: Caller): Promise<ReplyOf<'issueOwnSignInLink'>> {
    return this.issue(caller.operator.operatorId, caller);
  }

  @Route('issueSignInLink')
  issueFor({ params }: InputOf<'issueSignInLink'>, caller: Caller): Promise<ReplyOf<'issueSignInLink'>> {
    return this.issue(params.operatorId, caller);
  }

  private async issue(operatorId: string, caller: Caller): Promise<ReplyOf<'issueSignInLink'>> {
    const { token, tokenId, secretHash } = mintToken('link', operatorId, caller.commandId);
    const payload = { linkId: tokenId, secretHash, ...limits(operatorId, caller.operator) };
    const answer = await this.commander.onOperator(operatorId, { name: 'IssueSignInLink', payload }, caller.context());
    const [issued] = issuedNow(answer, secretHash).events;
    const { expiresAt } = operatorEvents.SignInLinkIssued.parse(issued?.data);
    return { ...answered(answer), operatorId, linkId: tokenId, link: token, path: `/sign-in#link=${token}`, expiresAt };
  }

  /** Undefined when nobody is signed in; what the store says goes through. */
  private async signedIn({ browser }: Caller): Promise<SignedIn | undefined> {
    if (browser.session === undefined) return undefined;
    return this.access.verifySession(browser.session).catch((error: unknown) => {
      if (error instanceof DomainError && error.kind === 'unauthenticated') return undefined;
      throw error;
    });
  }
}

/** A link for oneself allows no more than what asks for it, and ends with the key behind it. */
function limits(
  operatorId: string,
  { operatorId: asking, roles, keyId }: OperatorPrincipal,
): { readonly roles?: readonly Role[]; readonly keyId?: string | undefined } {
  return operatorId === asking ? { roles, keyId } : {};
}

/** Throws ACCESS.FORBIDDEN for somebody else's, unless an admin asks. */
function ownerIn({ operatorId }: { readonly operatorId?: string | undefined }, asking: OperatorPrincipal): string {
  if (operatorId !== undefined && operatorId !== asking.operatorId) requireRole(asking, 'admin');
  return operatorId ?? asking.operatorId;
}
