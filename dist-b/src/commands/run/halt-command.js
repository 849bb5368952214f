import { hashOf, uuidV5 } from "../hashing.js";
function haltCommand(stream, { haltId, scope, reason }) {
  const runScope = scope.kind === "workflow" ? { kind: "workflow", id: scope.id, haltId } : { kind: "everything", haltId }, payload = { reason, scope: runScope };
  return {
    request: { name: "HaltRun", payload },
    context: { commandId: uuidV5(haltId, stream, "halt"), causationId: haltId, payloadHash: hashOf(payload) }
  };
}
export {
  haltCommand
};
//# sourceMappingURL=halt-command.js.map
