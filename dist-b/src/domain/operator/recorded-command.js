import { Undecidable } from "../kernel/redecide.js";
import { isLive } from "./sessions.js";
import { keyOf, linkOf } from "./state.js";
function recordedOperatorCommand(operator, group, { now }) {
  const { command, actor } = group[0].metadata, name = command?.name ?? "";
  return isCommandName(name) ? REBUILD[name]({ group, operator, facts: { now, actor } }) ?? new Undecidable(`it gave ${group.map(({ type }) => type).join(", ")}`) : new Undecidable("this version has no such command");
}
const isOf = (type) => (event) => event.type === type, isCommandName = (name) => Object.hasOwn(REBUILD, name), REBUILD = {
  CreateOperator: ({ group, facts }) => {
    const event = group.find(isOf("OperatorCreated"));
    return event && { name: "CreateOperator", payload: event.data, facts };
  },
  ChangeRoles: ({ group, facts }) => {
    const event = group.find(isOf("OperatorRolesChanged"));
    return event && { name: "ChangeRoles", payload: event.data, facts };
  },
  RenameOperator: ({ group, facts }) => {
    const event = group.find(isOf("OperatorRenamed"));
    return event && { name: "RenameOperator", payload: event.data, facts };
  },
  DisableOperator: ({ group, facts }) => {
    const event = group.find(isOf("OperatorDisabled"));
    return event && { name: "DisableOperator", payload: event.data, facts };
  },
  EnableOperator: ({ group, facts }) => {
    const event = group.find(isOf("OperatorEnabled"));
    return event && { name: "EnableOperator", payload: event.data, facts };
  },
  IssueKey: ({ group, facts }) => {
    const event = group.find(isOf("OperatorKeyIssued"));
    return event && { name: "IssueKey", payload: event.data, facts };
  },
  RevokeKey: ({ group, facts }) => {
    const event = group.find(isOf("OperatorKeyRevoked"));
    return event && { name: "RevokeKey", payload: event.data, facts };
  },
  IssueSignInLink: ({ group, facts }) => {
    const event = group.find(isOf("SignInLinkIssued"));
    return event && { name: "IssueSignInLink", payload: event.data, facts };
  },
  StartSession: ({ group, operator, facts }) => {
    const event = group.find(isOf("SessionStarted"));
    if (!event) return;
    const { sessionId, secretHash, device, linkId, keyId } = event.data, link = linkId === void 0 ? void 0 : linkOf(operator, linkId), key = keyId === void 0 ? void 0 : keyOf(operator, keyId), by = linkId !== void 0 ? { kind: "link", id: linkId, secretHash: link?.secretHash ?? "" } : { kind: "key", id: keyId ?? "", secretHash: key?.secretHash ?? "" };
    return { name: "StartSession", payload: { sessionId, secretHash, by, device }, facts };
  },
  EndSession: ({ group, facts }) => {
    const event = group.find(isOf("SessionEnded"));
    if (!event) return;
    const { sessionId, because, reason } = event.data;
    if (!(because !== "signedOut" && because !== "ended"))
      return { name: "EndSession", payload: { sessionId, because, reason }, facts };
  },
  EndSessions: ({ group, operator, facts }) => {
    const [first] = group;
    if (first.type !== "SessionEnded" && first.type !== "SignInLinkWithdrawn") return;
    const ended = new Set(group.filter(isOf("SessionEnded")).map(({ data }) => data.sessionId));
    return { name: "EndSessions", payload: { keep: operator.sessions.find((session) => !ended.has(session.sessionId) && isLive(session, facts.now))?.sessionId, reason: first.data.reason }, facts };
  },
  SaveView: ({ group, facts }) => {
    const event = group.find(isOf("ViewSaved"));
    return event && { name: "SaveView", payload: event.data, facts };
  },
  RemoveView: ({ group, facts }) => {
    const event = group.find(isOf("ViewRemoved"));
    return event && { name: "RemoveView", payload: event.data, facts };
  },
  DismissHint: ({ group, facts }) => {
    const event = group.find(isOf("HintDismissed"));
    return event && { name: "DismissHint", payload: event.data, facts };
  }
};
export {
  recordedOperatorCommand
};
//# sourceMappingURL=recorded-command.js.map
