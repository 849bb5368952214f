import { assertNever, DomainError } from "../kernel/errors.js";
import { evolve } from "./evolve.js";
import { beyond } from "./roles.js";
import * as sessions from "./sessions.js";
import { keyOf } from "./state.js";
import * as views from "./views.js";
const operatorDecider = {
  stateVersion: 3,
  initialState: () => ({
    id: void 0,
    name: "",
    roles: [],
    disabled: !1,
    keys: [],
    links: [],
    sessions: [],
    views: [],
    hints: []
  }),
  decide(operator, command) {
    if (command.name === "CreateOperator") {
      const { operatorId: operatorId2, name, roles } = command.payload;
      if (operator.id !== void 0)
        throw new DomainError("OPERATOR.EXISTS", "conflict", `There is an operator "${operatorId2}" already.`);
      return [{ type: "OperatorCreated", data: { operatorId: operatorId2, name, roles: unique(roles) } }];
    }
    const operatorId = operator.id;
    if (operatorId === void 0)
      throw new DomainError("OPERATOR.NOT_FOUND", "notFound", "There is no such operator. Create it first.");
    const known = { ...operator, id: operatorId };
    if (operator.disabled && OPENING.includes(command.name))
      throw new DomainError("OPERATOR.DISABLED", "rejected", `Operator "${operatorId}" is disabled: enable it first.`);
    switch (command.name) {
      case "ChangeRoles": {
        const roles = unique(command.payload.roles);
        if (sameRoles(roles, operator.roles)) return [];
        const { actor } = command.facts;
        if (actor.kind === "operator" && actor.id === operatorId && operator.roles.includes("admin") && !roles.includes("admin"))
          throw new DomainError(
            "ROLES.OWN_ADMIN",
            "rejected",
            "You cannot take the role admin from yourself: ask another admin to do it."
          );
        return [{ type: "OperatorRolesChanged", data: { operatorId, roles, reason: command.payload.reason } }];
      }
      case "RenameOperator": {
        const { name } = command.payload;
        return name === operator.name ? [] : [{ type: "OperatorRenamed", data: { operatorId, name } }];
      }
      case "DisableOperator": {
        const { actor } = command.facts;
        if (actor.kind === "operator" && actor.id === operatorId)
          throw new DomainError(
            "OPERATOR.SELF",
            "rejected",
            "You cannot disable yourself: ask another admin to do it."
          );
        if (operator.disabled) return [];
        const { reason } = command.payload;
        return [
          { type: "OperatorDisabled", data: { operatorId, reason } },
          ...sessions.endSessions(known, { reason }, command.facts)
        ];
      }
      case "EnableOperator":
        return operator.disabled ? [{ type: "OperatorEnabled", data: { operatorId, reason: command.payload.reason } }] : [];
      case "IssueKey": {
        const { keyId, secretHash, name } = command.payload, existing = keyOf(operator, keyId);
        if (existing?.secretHash === secretHash) return [];
        if (existing) throw new DomainError("TOKEN.ISSUED_ALREADY", "conflict", `Key ${keyId} was issued already.`);
        const roles = unique(command.payload.roles ?? operator.roles), missing = beyond(operator.roles, roles);
        if (missing.length > 0)
          throw new DomainError(
            "KEY.BEYOND_OPERATOR",
            "invalid",
            `Operator "${operatorId}" does not have ${missing.join(", ")}: a key allows no more than its operator does.`
          );
        return [{ type: "OperatorKeyIssued", data: { operatorId, keyId, secretHash, name, roles } }];
      }
      case "RevokeKey": {
        const { keyId, reason } = command.payload, key = keyOf(operator, keyId);
        if (!key) throw new DomainError("KEY.NOT_FOUND", "notFound", `Operator "${operatorId}" has no key ${keyId}.`);
        return key.revoked ? [] : [
          { type: "OperatorKeyRevoked", data: { operatorId, keyId, reason } },
          ...sessions.endOfKey(known, keyId, "its key was revoked")
        ];
      }
      case "IssueSignInLink":
        return sessions.issueLink(known, command.payload, command.facts);
      case "StartSession":
        return sessions.startSession(known, command.payload, command.facts);
      case "EndSession":
        return sessions.endSession(known, command.payload);
      case "EndSessions":
        return sessions.endSessions(known, command.payload, command.facts);
      case "SaveView":
        return views.saveView(known, command.payload);
      case "RemoveView":
        return views.removeView(known, command.payload);
      case "DismissHint":
        return views.dismissHint(known, command.payload);
      default:
        return assertNever(command);
    }
  },
  evolve
}, OPENING = ["IssueKey", "IssueSignInLink", "StartSession"], unique = (roles) => [...new Set(roles)], sameRoles = (a, b) => a.length === b.length && a.every((role) => b.includes(role));
export {
  operatorDecider
};
//# sourceMappingURL=decide.js.map
