import { assertNever, DomainError } from "../domain/kernel/errors.js";
import { allows } from "../domain/operator/roles.js";
function actorOf(principal) {
  switch (principal.kind) {
    case "operator":
      return { kind: "operator", id: principal.operatorId, name: principal.name, authId: principal.authId };
    case "agent":
      return { kind: "agent", id: principal.agentId, name: principal.name, authId: principal.tokenId };
    default:
      return assertNever(principal);
  }
}
function requireRole(principal, role) {
  if (principal.kind === "agent")
    throw new DomainError(
      "ACCESS.FORBIDDEN",
      "forbidden",
      `This is the token of agent "${principal.agentId}": it opens the gateway, not the API. Use an operator's key.`
    );
  if (!allows(principal.roles, role))
    throw new DomainError(
      "ACCESS.FORBIDDEN",
      "forbidden",
      `This needs the role ${role}; ${principal.sessionId === void 0 ? "the key" : "the session"} ${principal.authId} of "${principal.operatorId}" has ${principal.roles.join(", ") || "none"}. Ask an admin.`,
      { role, roles: [...principal.roles] }
    );
  return principal;
}
export {
  actorOf,
  requireRole
};
//# sourceMappingURL=principal.js.map
