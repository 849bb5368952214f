import { assertNever } from "../kernel/errors.js";
import { keyOf, linkOf } from "./state.js";
const LINK_KEPT_MS = 24 * 36e5;
function evolve(operator, event) {
  const { at } = event.metadata;
  switch (event.type) {
    case "OperatorCreated":
      return operator.id = event.data.operatorId, operator.name = event.data.name, operator.roles = event.data.roles, operator;
    case "OperatorRolesChanged":
      return operator.roles = event.data.roles, operator;
    case "OperatorRenamed":
      return operator.name = event.data.name, operator;
    case "OperatorDisabled":
      return operator.disabled = !0, operator;
    case "OperatorEnabled":
      return operator.disabled = !1, operator;
    case "OperatorKeyIssued": {
      const { keyId, secretHash, name, roles } = event.data;
      return operator.keys.push({ keyId, secretHash, name, roles, revoked: !1 }), operator;
    }
    case "OperatorKeyRevoked": {
      const key = keyOf(operator, event.data.keyId);
      return key && (key.revoked = !0), operator;
    }
    case "SignInLinkIssued": {
      const { linkId, secretHash, expiresAt, roles, keyId } = event.data, forgotten = new Date(Date.parse(at) - LINK_KEPT_MS).toISOString();
      return operator.links = operator.links.filter((link) => link.expiresAt > forgotten), operator.links.push({ linkId, secretHash, expiresAt, roles, keyId, state: "open" }), operator;
    }
    case "SignInLinkWithdrawn": {
      const link = linkOf(operator, event.data.linkId);
      return link && (link.state = "withdrawn"), operator;
    }
    case "SessionStarted": {
      const { sessionId, secretHash, linkId, keyId, roles, device, expiresAt } = event.data, link = linkId === void 0 ? void 0 : linkOf(operator, linkId);
      return link && (link.state = "used"), operator.sessions = operator.sessions.filter((session) => session.expiresAt > at), operator.sessions.push({ sessionId, secretHash, linkId, keyId, roles, device, startedAt: at, expiresAt }), operator;
    }
    case "SessionEnded":
      return operator.sessions = operator.sessions.filter((session) => session.sessionId !== event.data.sessionId), operator;
    case "ViewSaved": {
      const { viewId, page, name, query } = event.data, place = operator.views.findIndex((view) => view.viewId === viewId);
      return operator.views.splice(place < 0 ? operator.views.length : place, 1, { viewId, page, name, query }), operator;
    }
    case "ViewRemoved":
      return operator.views = operator.views.filter((view) => view.viewId !== event.data.viewId), operator;
    case "HintDismissed":
      return operator.hints.push(event.data.hint), operator;
    default:
      return assertNever(event);
  }
}
export {
  evolve
};
//# sourceMappingURL=evolve.js.map
