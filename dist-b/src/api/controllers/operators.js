var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Controller, Inject } from "@nestjs/common";
import { QueryBus } from "@nestjs/cqrs";
import { mintToken } from "../../access/token.js";
import { operatorEvents } from "../../domain/operator/events.js";
import { answered, Commander } from "../commander.js";
import { OperatorsQuery } from "../cqrs/queries.js";
import { Route } from "../http/route.js";
import { operatorView } from "../operator-views.js";
import { issuedNow } from "./issued-now.js";
let OperatorsController = class {
  constructor(commander, queries) {
    this.commander = commander;
    this.queries = queries;
  }
  commander;
  queries;
  me(_, { operator }) {
    const { operatorId, name, keyId = null, sessionId = null, roles } = operator;
    return Promise.resolve({ operatorId, name, keyId, sessionId, roles: [...roles] });
  }
  async list() {
    return { items: (await this.queries.execute(new OperatorsQuery())).map(operatorView) };
  }
  async create({ body }, caller) {
    const { operatorId } = body, request = { name: "CreateOperator", payload: body };
    return { ...answered(await this.commander.onOperator(operatorId, request, caller.context())), operatorId };
  }
  async roles({ params, body }, caller) {
    const request = { name: "ChangeRoles", payload: body };
    return answered(await this.commander.onOperator(params.operatorId, request, caller.context()));
  }
  async rename({ params, body }, caller) {
    const request = { name: "RenameOperator", payload: body };
    return answered(await this.commander.onOperator(params.operatorId, request, caller.context()));
  }
  async disable({ params, body }, caller) {
    const request = { name: "DisableOperator", payload: body };
    return answered(await this.commander.onOperator(params.operatorId, request, caller.context()));
  }
  async enable({ params, body }, caller) {
    const request = { name: "EnableOperator", payload: body };
    return answered(await this.commander.onOperator(params.operatorId, request, caller.context()));
  }
  async issue({ params, body }, caller) {
    const { operatorId } = params, { token, tokenId, secretHash } = mintToken("key", operatorId, caller.commandId), payload = { keyId: tokenId, secretHash, name: body.name, roles: body.roles }, answer = await this.commander.onOperator(operatorId, { name: "IssueKey", payload }, caller.context()), roles = issuedNow(answer, secretHash).events.flatMap((event) => rolesIn(event.data));
    return { ...answered(answer), operatorId, keyId: tokenId, key: token, roles };
  }
  async revoke({ params, query }, caller) {
    const request = { name: "RevokeKey", payload: { keyId: params.keyId, reason: query.reason } };
    return answered(await this.commander.onOperator(params.operatorId, request, caller.context()));
  }
};
__decorateClass([
  Route("getMe")
], OperatorsController.prototype, "me", 1), __decorateClass([
  Route("listOperators")
], OperatorsController.prototype, "list", 1), __decorateClass([
  Route("createOperator")
], OperatorsController.prototype, "create", 1), __decorateClass([
  Route("changeOperatorRoles")
], OperatorsController.prototype, "roles", 1), __decorateClass([
  Route("renameOperator")
], OperatorsController.prototype, "rename", 1), __decorateClass([
  Route("disableOperator")
], OperatorsController.prototype, "disable", 1), __decorateClass([
  Route("enableOperator")
], OperatorsController.prototype, "enable", 1), __decorateClass([
  Route("issueOperatorKey")
], OperatorsController.prototype, "issue", 1), __decorateClass([
  Route("revokeOperatorKey")
], OperatorsController.prototype, "revoke", 1), OperatorsController = __decorateClass([
  Controller(),
  __decorateParam(0, Inject(Commander)),
  __decorateParam(1, Inject(QueryBus))
], OperatorsController);
const rolesIn = (data) => operatorEvents.OperatorKeyIssued.safeParse(data).data?.roles ?? [];
export {
  OperatorsController
};
//# sourceMappingURL=operators.js.map
