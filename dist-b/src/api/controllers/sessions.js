var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Controller, Inject } from "@nestjs/common";
import { QueryBus } from "@nestjs/cqrs";
import { noSessionCookie, sessionCookie } from "../../access/browser.js";
import { requireRole } from "../../access/principal.js";
import { mintToken } from "../../access/token.js";
import { DomainError } from "../../domain/kernel/errors.js";
import { operatorEvents } from "../../domain/operator/events.js";
import { answered, Commander } from "../commander.js";
import { SessionsQuery } from "../cqrs/queries.js";
import { Route } from "../http/route.js";
import { ACCESS, CLOCK, SITE } from "../ports.js";
import { listedSessionView, sessionView } from "../operator-views.js";
import { SignIn } from "../sign-in.js";
import { issuedNow } from "./issued-now.js";
let SessionsController = class {
  constructor(commander, queries, signing, access, site, clock) {
    this.commander = commander;
    this.queries = queries;
    this.signing = signing;
    this.access = access;
    this.site = site;
    this.clock = clock;
  }
  commander;
  queries;
  signing;
  access;
  site;
  clock;
  async signIn({ body }, caller) {
    const given = body.link === void 0 ? { kind: "key", token: body.key ?? "" } : { kind: "link", token: body.link }, before = await this.signedIn(caller), { token, ...signedIn } = await this.signing.start(given, caller.browser);
    before && await this.leave(before, "signed in anew", caller).catch(() => {
    });
    const seconds = (Date.parse(signedIn.session.expiresAt) - this.clock.now()) / 1e3;
    return caller.answerHeaders.set("set-cookie", sessionCookie(caller.browser, token, seconds)), sessionView(signedIn);
  }
  async get(_, caller) {
    const signedIn = await this.signedIn(caller), { version, environment } = this.site;
    return { session: signedIn ? sessionView(signedIn) : null, server: { version, environment } };
  }
  async signOut(_, caller) {
    const signedIn = await this.signedIn(caller);
    return signedIn && await this.leave(signedIn, "signed out", caller), caller.browser.session !== void 0 && caller.answerHeaders.set("set-cookie", noSessionCookie(caller.browser)), { signedOut: signedIn !== void 0 };
  }
  async leave({ principal }, reason, caller) {
    const payload = { sessionId: principal.authId, because: "signedOut", reason }, context = caller.contextOf(principal);
    await this.commander.onOperator(principal.operatorId, { name: "EndSession", payload }, context);
  }
  async list({ query }, { operator }) {
    query.of === "all" && requireRole(operator, "admin");
    const operatorId = query.of === "all" ? void 0 : operator.operatorId;
    return { items: (await this.queries.execute(new SessionsQuery({ operatorId, at: this.clock.now() }))).map((row) => listedSessionView(row, operator.sessionId)) };
  }
  async end({ params, query }, caller) {
    const request = { name: "EndSession", payload: { sessionId: params.sessionId, because: "ended", reason: query.reason } };
    return answered(await this.commander.onOperator(ownerIn(query, caller.operator), request, caller.context()));
  }
  async endAll({ query }, caller) {
    const request = { name: "EndSessions", payload: { keep: query.keep === "current" ? caller.operator.sessionId : void 0, reason: query.reason } }, answer = await this.commander.onOperator(ownerIn(query, caller.operator), request, caller.context());
    return { ...answered(answer), ended: answer.events.filter(({ type }) => type === "SessionEnded").length };
  }
  issueOwn(_, caller) {
    return this.issue(caller.operator.operatorId, caller);
  }
  issueFor({ params }, caller) {
    return this.issue(params.operatorId, caller);
  }
  async issue(operatorId, caller) {
    const { token, tokenId, secretHash } = mintToken("link", operatorId, caller.commandId), payload = { linkId: tokenId, secretHash, ...limits(operatorId, caller.operator) }, answer = await this.commander.onOperator(operatorId, { name: "IssueSignInLink", payload }, caller.context()), [issued] = issuedNow(answer, secretHash).events, { expiresAt } = operatorEvents.SignInLinkIssued.parse(issued?.data);
    return { ...answered(answer), operatorId, linkId: tokenId, link: token, path: `/sign-in#link=${token}`, expiresAt };
  }
  /** Undefined when nobody is signed in; what the store says goes through. */
  async signedIn({ browser }) {
    if (browser.session !== void 0)
      return this.access.verifySession(browser.session).catch((error) => {
        if (!(error instanceof DomainError && error.kind === "unauthenticated"))
          throw error;
      });
  }
};
__decorateClass([
  Route("signIn")
], SessionsController.prototype, "signIn", 1), __decorateClass([
  Route("getSession")
], SessionsController.prototype, "get", 1), __decorateClass([
  Route("signOut")
], SessionsController.prototype, "signOut", 1), __decorateClass([
  Route("listSessions")
], SessionsController.prototype, "list", 1), __decorateClass([
  Route("endSession")
], SessionsController.prototype, "end", 1), __decorateClass([
  Route("endSessions")
], SessionsController.prototype, "endAll", 1), __decorateClass([
  Route("issueOwnSignInLink")
], SessionsController.prototype, "issueOwn", 1), __decorateClass([
  Route("issueSignInLink")
], SessionsController.prototype, "issueFor", 1), SessionsController = __decorateClass([
  Controller(),
  __decorateParam(0, Inject(Commander)),
  __decorateParam(1, Inject(QueryBus)),
  __decorateParam(2, Inject(SignIn)),
  __decorateParam(3, Inject(ACCESS)),
  __decorateParam(4, Inject(SITE)),
  __decorateParam(5, Inject(CLOCK))
], SessionsController);
function limits(operatorId, { operatorId: asking, roles, keyId }) {
  return operatorId === asking ? { roles, keyId } : {};
}
function ownerIn({ operatorId }, asking) {
  return operatorId !== void 0 && operatorId !== asking.operatorId && requireRole(asking, "admin"), operatorId ?? asking.operatorId;
}
export {
  SessionsController
};
//# sourceMappingURL=sessions.js.map
