import { DomainError } from "../kernel/errors.js";
import { beyond } from "./roles.js";
import { keyOf, linkOf, sessionOf } from "./state.js";
const LINK_MS = 10 * 6e4, SESSION_MS = 168 * 36e5, MAX_OPEN_SESSIONS = 50, MAX_OPEN_LINKS = 20;
function issueLink(operator, { linkId, secretHash, roles, keyId }, { now }) {
  const existing = linkOf(operator, linkId);
  if (existing?.secretHash === secretHash) return [];
  if (existing) throw new DomainError("TOKEN.ISSUED_ALREADY", "conflict", `Link ${linkId} was issued already.`);
  const missing = beyond(operator.roles, roles ?? []);
  if (missing.length > 0)
    throw new DomainError(
      "LINK.BEYOND_OPERATOR",
      "invalid",
      `Operator "${operator.id}" does not have ${missing.join(", ")}: a link allows no more than its operator does.`
    );
  if (operator.links.filter((link) => isOpen(link, now)).length >= MAX_OPEN_LINKS)
    throw new DomainError(
      "LINK.TOO_MANY",
      "rejected",
      `There are ${MAX_OPEN_LINKS} links of "${operator.id}" that nobody has used. Use one, or wait until they expire: that is ten minutes.`
    );
  return [
    {
      type: "SignInLinkIssued",
      data: {
        operatorId: operator.id,
        linkId,
        secretHash,
        expiresAt: new Date(now + LINK_MS).toISOString(),
        ...roles === void 0 ? {} : { roles: [...new Set(roles)] },
        ...keyId === void 0 ? {} : { keyId }
      }
    }
  ];
}
function startSession(operator, { sessionId, secretHash, by, device }, { now }) {
  const opened = by.kind === "link" ? openLink(operator, by, now) : openKey(operator, by), expiresAt = new Date(now + SESSION_MS).toISOString(), started = {
    type: "SessionStarted",
    data: { operatorId: operator.id, sessionId, secretHash, ...opened, device, expiresAt }
  }, open = operator.sessions.filter((session) => isLive(session, now)), oldest = open.length >= MAX_OPEN_SESSIONS ? open[0] : void 0;
  return oldest ? [ended(operator, oldest, "tooMany", `more than ${MAX_OPEN_SESSIONS} sessions`), started] : [started];
}
function openLink(operator, by, now) {
  const link = linkOf(operator, by.id);
  if (!link || link.secretHash !== by.secretHash) throw refused("LINK.INVALID", "is not one of ours");
  if (link.state === "used") throw refused("LINK.USED", "was used already: it opens one session");
  if (link.state === "withdrawn") throw refused("LINK.INVALID", "was withdrawn");
  if (!isOpen(link, now)) throw refused("LINK.EXPIRED", "has expired");
  return {
    linkId: link.linkId,
    ...link.keyId === void 0 ? {} : { keyId: link.keyId },
    ...link.roles === void 0 ? {} : { roles: [...link.roles] }
  };
}
function openKey(operator, by) {
  const key = keyOf(operator, by.id);
  if (!key || key.revoked || key.secretHash !== by.secretHash)
    throw new DomainError("ACCESS.UNAUTHENTICATED", "unauthenticated", "This key is unknown or revoked.");
  return { keyId: key.keyId, roles: [...key.roles] };
}
const refused = (code, what) => new DomainError(code, "unauthenticated", `This sign-in link ${what}. Make a new one with: missionctl operator link`);
function endSession(operator, { sessionId, because, reason }) {
  const session = sessionOf(operator, sessionId);
  return session ? [ended(operator, session, because, reason)] : [];
}
function endSessions(operator, { keep, reason }, { now }) {
  return [
    ...operator.sessions.filter((session) => session.sessionId !== keep && isLive(session, now)).map((session) => ended(operator, session, "ended", reason)),
    ...withdrawn(operator, reason, (link) => isOpen(link, now))
  ];
}
const endOfKey = (operator, keyId, reason) => [
  ...operator.sessions.filter((session) => session.keyId === keyId).map((session) => ended(operator, session, "keyRevoked", reason)),
  ...withdrawn(operator, reason, (link) => link.keyId === keyId && link.state === "open")
], withdrawn = (operator, reason, which) => operator.links.filter(which).map(({ linkId }) => ({
  type: "SignInLinkWithdrawn",
  data: { operatorId: operator.id, linkId, reason }
})), ended = (operator, { sessionId }, because, reason) => ({ type: "SessionEnded", data: { operatorId: operator.id, sessionId, because, reason } }), isOpen = (link, now) => link.state === "open" && Date.parse(link.expiresAt) > now, isLive = (session, now) => Date.parse(session.expiresAt) > now;
export {
  LINK_MS,
  MAX_OPEN_LINKS,
  MAX_OPEN_SESSIONS,
  SESSION_MS,
  endOfKey,
  endSession,
  endSessions,
  isLive,
  issueLink,
  startSession
};
//# sourceMappingURL=sessions.js.map
