import { operatorStream } from "../domain/catalog.js";
import { mintToken } from "./token.js";
const ADMIN_ID = "admin";
async function bootstrapAdmin(deps) {
  const { access, commands, ids, keep } = deps, stream = operatorStream(ADMIN_ID), admin = await access.operator(ADMIN_ID);
  if (admin && admin.keys.length > 0) return { firstStart: !1 };
  const execute = async (request, commandId2) => {
    const context = {
      commandId: commandId2,
      causationId: commandId2,
      actor: { kind: "system", id: "bootstrap", name: "First start" }
    }, answer = await commands.execute({ aggregate: "operator", stream, ...request }, context);
    for (const event of answer.events) access.onEvent(event);
  };
  admin || await execute(
    { name: "CreateOperator", payload: { operatorId: ADMIN_ID, name: "Administrator", roles: ["admin"] } },
    ids.random()
  );
  const commandId = ids.random(), { token, tokenId, secretHash } = mintToken("key", ADMIN_ID, commandId);
  return await keep(token), await execute({ name: "IssueKey", payload: { keyId: tokenId, secretHash, name: "first key" } }, commandId), { firstStart: !0, adminKey: token };
}
export {
  ADMIN_ID,
  bootstrapAdmin
};
//# sourceMappingURL=bootstrap-admin.js.map
