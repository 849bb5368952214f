import { operatorIdOf } from "../../domain/kernel/envelope.js";
import { assertNever } from "../../domain/kernel/errors.js";
import { InconsistentEvent } from "../batch/inconsistent.js";
function projectOperator(known, event, changes) {
  const at = event.metadata.at, { operatorId } = event.data;
  if (event.type === "OperatorCreated") {
    const { name, roles } = event.data, made = {
      operatorId,
      name,
      roles,
      createdAt: at,
      disabledAt: null,
      disabledBecause: null,
      keys: [],
      sessions: [],
      views: [],
      hints: []
    };
    return known.set(operatorId, made), changes.operators.insert(made);
  }
  const operator = known.get(operatorId);
  if (!operator) throw new InconsistentEvent(`operator "${operatorId}" was never created`);
  switch (changes.operators.update(operator), event.type) {
    case "OperatorRolesChanged":
      operator.roles = event.data.roles;
      return;
    case "OperatorRenamed":
      operator.name = event.data.name;
      return;
    case "OperatorDisabled":
      operator.disabledAt = at, operator.disabledBecause = event.data.reason;
      return;
    case "OperatorEnabled":
      operator.disabledAt = null, operator.disabledBecause = null;
      return;
    case "OperatorKeyIssued":
      operator.keys = [
        ...operator.keys,
        {
          id: event.data.keyId,
          name: event.data.name,
          roles: event.data.roles,
          issuedAt: at,
          issuedBy: operatorIdOf(event.metadata.actor),
          revokedAt: null,
          revokedBecause: null
        }
      ];
      return;
    case "OperatorKeyRevoked": {
      const { keyId, reason } = event.data;
      operator.keys = operator.keys.map(
        (key) => key.id === keyId ? { ...key, revokedAt: at, revokedBecause: reason } : key
      );
      return;
    }
    case "SignInLinkIssued":
    case "SignInLinkWithdrawn":
      return;
    case "SessionStarted": {
      const { sessionId, linkId = null, keyId = null, roles = null, device, expiresAt } = event.data;
      operator.sessions = [
        ...operator.sessions.filter((session) => session.expiresAt > at),
        { sessionId, linkId, keyId, roles, device, startedAt: at, expiresAt }
      ];
      return;
    }
    case "SessionEnded": {
      const { sessionId } = event.data;
      operator.sessions = operator.sessions.filter((session) => session.sessionId !== sessionId);
      return;
    }
    case "ViewSaved": {
      const { viewId, page, name, query } = event.data, view = { viewId, page, name, query, savedAt: at }, known2 = operator.views.some((one) => one.viewId === viewId);
      operator.views = known2 ? operator.views.map((one) => one.viewId === viewId ? view : one) : [...operator.views, view];
      return;
    }
    case "ViewRemoved": {
      const { viewId } = event.data;
      operator.views = operator.views.filter((view) => view.viewId !== viewId);
      return;
    }
    case "HintDismissed":
      operator.hints = [...operator.hints, event.data.hint];
      return;
    default:
      return assertNever(event);
  }
}
export {
  projectOperator
};
//# sourceMappingURL=projection.js.map
