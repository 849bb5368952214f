var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Controller, Inject } from "@nestjs/common";
import { QueryBus } from "@nestjs/cqrs";
import { answered, Commander } from "../commander.js";
import { HintsQuery, ViewsQuery } from "../cqrs/queries.js";
import { Route } from "../http/route.js";
let ViewsController = class {
  constructor(commander, queries) {
    this.commander = commander;
    this.queries = queries;
  }
  commander;
  queries;
  async list({ query }, { operator }) {
    return { items: [...await this.queries.execute(new ViewsQuery(operator.operatorId, query.page))] };
  }
  async save({ params, body }, caller) {
    const request = { name: "SaveView", payload: { ...params, ...body } };
    return answered(await this.commander.onOperator(caller.operator.operatorId, request, caller.context()));
  }
  async remove({ params }, caller) {
    const request = { name: "RemoveView", payload: params };
    return answered(await this.commander.onOperator(caller.operator.operatorId, request, caller.context()));
  }
  async hints(_, { operator }) {
    return { dismissed: [...await this.queries.execute(new HintsQuery(operator.operatorId))] };
  }
  async dismiss({ params }, caller) {
    const request = { name: "DismissHint", payload: params };
    return answered(await this.commander.onOperator(caller.operator.operatorId, request, caller.context()));
  }
};
__decorateClass([
  Route("listViews")
], ViewsController.prototype, "list", 1), __decorateClass([
  Route("saveView")
], ViewsController.prototype, "save", 1), __decorateClass([
  Route("removeView")
], ViewsController.prototype, "remove", 1), __decorateClass([
  Route("listHints")
], ViewsController.prototype, "hints", 1), __decorateClass([
  Route("dismissHint")
], ViewsController.prototype, "dismiss", 1), ViewsController = __decorateClass([
  Controller(),
  __decorateParam(0, Inject(Commander)),
  __decorateParam(1, Inject(QueryBus))
], ViewsController);
export {
  ViewsController
};
//# sourceMappingURL=views.js.map
