var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Controller, Inject } from "@nestjs/common";
import { QueryBus } from "@nestjs/cqrs";
import { BulkActions } from "../bulk-actions.js";
import { bulkView } from "../bulk-views.js";
import { answered, Commander } from "../commander.js";
import { BulkQuery, BulksQuery } from "../cqrs/bulk-queries.js";
import { Route } from "../http/route.js";
import { found } from "./found.js";
let BulkController = class {
  constructor(commander, queries, bulks) {
    this.commander = commander;
    this.queries = queries;
    this.bulks = bulks;
  }
  commander;
  queries;
  bulks;
  start(input, caller) {
    return this.bulks.start(input, caller);
  }
  preview(input) {
    return this.bulks.preview(input);
  }
  async list({ query: { status, limit, cursor } }) {
    const filter = { status: status === "all" ? void 0 : status, limit, cursor }, { items, next } = await this.queries.execute(new BulksQuery(filter));
    return { items: items.map(bulkView), ...next === void 0 ? {} : { next } };
  }
  async get({ params: { bulkId } }) {
    return bulkView(await this.find(bulkId));
  }
  async items({ params: { bulkId }, query }) {
    return this.bulks.items(await this.find(bulkId), query);
  }
  pause({ params: { bulkId }, body }, caller) {
    return this.give(bulkId, { name: "PauseBulk", payload: body }, caller);
  }
  resume({ params: { bulkId }, body }, caller) {
    return this.give(bulkId, { name: "ResumeBulk", payload: body }, caller);
  }
  stop({ params: { bulkId }, body }, caller) {
    return this.give(bulkId, { name: "StopBulk", payload: body }, caller);
  }
  async find(bulkId) {
    return found(await this.queries.execute(new BulkQuery(bulkId)), "bulk action", bulkId);
  }
  async give(bulkId, request, caller) {
    return answered(await this.commander.onBulk(bulkId, request, caller.context()));
  }
};
__decorateClass([
  Route("startBulk")
], BulkController.prototype, "start", 1), __decorateClass([
  Route("previewBulk")
], BulkController.prototype, "preview", 1), __decorateClass([
  Route("listBulks")
], BulkController.prototype, "list", 1), __decorateClass([
  Route("getBulk")
], BulkController.prototype, "get", 1), __decorateClass([
  Route("listBulkItems")
], BulkController.prototype, "items", 1), __decorateClass([
  Route("pauseBulk")
], BulkController.prototype, "pause", 1), __decorateClass([
  Route("resumeBulk")
], BulkController.prototype, "resume", 1), __decorateClass([
  Route("stopBulk")
], BulkController.prototype, "stop", 1), BulkController = __decorateClass([
  Controller(),
  __decorateParam(0, Inject(Commander)),
  __decorateParam(1, Inject(QueryBus)),
  __decorateParam(2, Inject(BulkActions))
], BulkController);
export {
  BulkController
};
//# sourceMappingURL=bulk.js.map
