import { z } from "zod";
import { Slug } from "../../domain/kernel/ids.js";
import { Role } from "../../domain/operator/events.js";
import { endpoint } from "./endpoint.js";
import { answer, Answered, At, EXAMPLE, listOf, NoBody, Nothing, readQuery, Reason } from "./primitives.js";
const SessionId = z.string().regex(/^[a-z0-9]{8,32}$/, "must be the id of a session"), SIGN_IN = 'give either "link" (the code of a sign-in link) or "key" (an API key), and nothing else', SessionVia = z.object({ kind: z.enum(["link", "key"]), linkId: z.string().optional(), keyId: z.string().optional() }).meta({ id: "SessionVia" }), Session = z.object({
  sessionId: z.string(),
  operatorId: z.string(),
  /** Of the operator. */
  name: z.string(),
  roles: z.array(Role).describe("What the session may do now."),
  startedAt: At,
  expiresAt: At,
  via: SessionVia,
  device: z.string().describe("The User-Agent that it was opened with, cut to 200 characters; may be empty.")
}).meta({ id: "Session" }), ListedSession = Session.extend({
  current: z.boolean().describe("It is the one that asks.")
}).meta({ id: "ListedSession" }), Welcome = z.object({
  session: Session.nullable().describe("null: not signed in (no cookie, or its session has ended)."),
  server: z.object({ version: z.string(), environment: z.string().describe('MC_ENVIRONMENT, for example "local".') })
}).meta({ id: "Welcome" }), IssuedLink = z.object({
  ...answer,
  operatorId: z.string(),
  linkId: z.string(),
  link: z.string().describe("The code. Shown once; only its hash is stored."),
  path: z.string().describe(
    "Where to open it, below the address of the server. The code is in the fragment, so that no log has it."
  ),
  expiresAt: At
}).meta({ id: "IssuedSignInLink" }), exampleSession = {
  sessionId: "s3v9q2x7m1pd",
  operatorId: "admin",
  name: "Administrator",
  roles: ["admin"],
  startedAt: EXAMPLE.at,
  expiresAt: "2026-12-01T14:32:07.000Z",
  via: { kind: "link", linkId: "l1nkq2x7m1pd", keyId: "k3v9q2x7m1pd" },
  device: "Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0"
}, exampleAnswer = { stream: "operator-admin", revision: 5, position: EXAMPLE.position }, exampleLink = {
  ...exampleAnswer,
  operatorId: "admin",
  linkId: "l1nkq2x7m1pd",
  link: "mc_link_admin.l1nkq2x7m1pd_\u2026",
  path: "/sign-in#link=mc_link_admin.l1nkq2x7m1pd_\u2026",
  expiresAt: "2026-11-24T14:42:07.000Z"
}, sessionEndpoints = {
  signIn: endpoint({
    method: "POST",
    path: "/api/session",
    tag: "Sessions",
    role: "public",
    command: !1,
    status: 201,
    params: Nothing,
    query: Nothing,
    body: z.strictObject({ link: z.string().max(200).optional(), key: z.string().max(200).optional() }).refine((given) => given.link === void 0 != (given.key === void 0), SIGN_IN).meta({ id: "SignIn" }),
    response: Session,
    summary: "Sign in a browser",
    description: "Sets an HttpOnly, SameSite=Strict cookie that is good for 7 days. 401 LINK.INVALID, LINK.USED, LINK.EXPIRED or ACCESS.UNAUTHENTICATED (a key); 429 ACCESS.TOO_MANY_TRIES after ten refusals in a minute from one address, with Retry-After.",
    example: { body: { link: "mc_link_admin.l1nkq2x7m1pd_\u2026" }, response: exampleSession }
  }),
  getSession: endpoint({
    method: "GET",
    path: "/api/session",
    tag: "Sessions",
    role: "public",
    command: !1,
    status: 200,
    params: Nothing,
    query: Nothing,
    body: z.undefined(),
    response: Welcome,
    summary: "Who is signed in here",
    description: "The session of the cookie, or null; and which server this is. Works while the read models are down. The answer is 200 in both cases.",
    example: { response: { session: exampleSession, server: { version: "0.2.0", environment: "local" } } }
  }),
  signOut: endpoint({
    method: "DELETE",
    path: "/api/session",
    tag: "Sessions",
    role: "public",
    command: !1,
    status: 200,
    params: Nothing,
    query: Nothing,
    body: z.undefined(),
    response: z.object({ signedOut: z.boolean().describe("false: nobody was signed in.") }),
    summary: "Sign out",
    description: "Ends the session of the cookie, closes its sockets and removes the cookie. From the answer on it opens nothing.",
    example: { response: { signedOut: !0 } }
  }),
  listSessions: endpoint({
    method: "GET",
    path: "/api/sessions",
    tag: "Sessions",
    role: "viewer",
    command: !1,
    status: 200,
    params: Nothing,
    query: readQuery({
      of: z.enum(["me", "all"]).default("me").describe("all: of every operator; needs the role admin.")
    }),
    body: z.undefined(),
    response: listOf(ListedSession),
    summary: "List open sessions",
    description: "Newest first. Those that have ended or expired are in the audit, not here.",
    example: { response: { items: [{ ...exampleSession, current: !0 }] } }
  }),
  endSession: endpoint({
    method: "DELETE",
    path: "/api/sessions/:sessionId",
    tag: "Sessions",
    role: "viewer",
    command: !0,
    status: 200,
    params: z.strictObject({ sessionId: SessionId }),
    query: z.strictObject({
      operatorId: Slug.optional().describe("Whose session it is. Default: yours; another one needs the role admin."),
      reason: Reason.default("ended by an operator")
    }),
    body: z.undefined(),
    response: Answered,
    summary: "End a session",
    description: "From the answer on it opens nothing, and its sockets are closed. One that has ended already changes nothing.",
    example: { response: exampleAnswer }
  }),
  endSessions: endpoint({
    method: "DELETE",
    path: "/api/sessions",
    tag: "Sessions",
    role: "viewer",
    command: !0,
    status: 200,
    params: Nothing,
    query: z.strictObject({
      operatorId: Slug.optional().describe("Whose sessions. Default: yours; another one needs the role admin."),
      keep: z.enum(["current", "none"]).default("current").describe("current: all but the session that asks. none: that one too (sign out everywhere)."),
      reason: Reason.default("signed out everywhere")
    }),
    body: z.undefined(),
    response: z.object({ ...answer, ended: z.int() }),
    summary: "Sign out everywhere",
    description: "Ends the open sessions of an operator, and its sign-in links that nobody has used.",
    example: { response: { ...exampleAnswer, ended: 2 } }
  }),
  issueOwnSignInLink: endpoint({
    method: "POST",
    path: "/api/sign-in-links",
    tag: "Sessions",
    role: "viewer",
    command: !0,
    status: 201,
    params: Nothing,
    query: Nothing,
    body: NoBody,
    response: IssuedLink,
    summary: "Issue a sign-in link for yourself",
    description: "Opens one session, once, within ten minutes, with the roles that you have now.",
    example: { body: {}, response: exampleLink }
  }),
  issueSignInLink: endpoint({
    method: "POST",
    path: "/api/operators/:operatorId/links",
    tag: "Sessions",
    role: "admin",
    command: !0,
    status: 201,
    params: z.strictObject({ operatorId: Slug }),
    query: Nothing,
    body: NoBody,
    response: IssuedLink,
    summary: "Issue a sign-in link for an operator",
    description: "Opens one session, once, within ten minutes, with whatever roles that operator has.",
    example: { body: {}, response: exampleLink }
  })
};
export {
  ListedSession,
  Session,
  SessionVia,
  Welcome,
  sessionEndpoints
};
//# sourceMappingURL=sessions.js.map
