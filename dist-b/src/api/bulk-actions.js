var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Inject, Injectable } from "@nestjs/common";
import { QueryBus } from "@nestjs/cqrs";
import { z } from "zod";
import { uuidV5 } from "../commands/hashing.js";
import { bulkEvents, BulkItem } from "../domain/bulk/events.js";
import { bulkStream } from "../domain/catalog.js";
import { DomainError } from "../domain/kernel/errors.js";
import { bulkItemView, pendingItem } from "./bulk-views.js";
import { describeTarget, itemsOf, questionOf } from "./bulk-targets.js";
import { Commander } from "./commander.js";
import { MAX_BULK_ITEMS } from "./contract/bulk.js";
import { BulkItemsQuery, FreezeQuery } from "./cqrs/bulk-queries.js";
import { EventBodies } from "./event-bodies.js";
import { STORE } from "./ports.js";
const StoredItems = z.array(z.unknown());
let BulkActions = class {
  constructor(commander, queries, bodies, store) {
    this.commander = commander;
    this.queries = queries;
    this.bodies = bodies;
    this.store = store;
  }
  commander;
  queries;
  bodies;
  store;
  /** Rejects with BULK.NOTHING, BULK.TOO_MANY (invalid) or BULK.MORE (conflict). */
  async start({ body }, caller) {
    const bulkId = uuidV5(caller.commandId, "bulk"), frozen = await this.startedBefore(caller, bulkId) ?? await this.freeze(body, body.atMost), { action, target, reason, output } = body, filter = describeTarget(target), payload = {
      bulkId,
      action,
      ...frozen,
      reason,
      ...filter === void 0 ? {} : { filter },
      ...output === void 0 ? {} : { output },
      ...caller.operator.keyId === void 0 ? {} : { keyId: caller.operator.keyId }
    }, answer = await this.commander.onBulk(bulkId, { name: "StartBulk", payload }, caller.context()), { stream, revision, position } = answer;
    return { stream, revision, position: position.toString(), bulkId, total: totalIn(answer) };
  }
  async preview({ body }) {
    const { action, target } = body, found = await this.ask(action, target), items = itemsOf(action, target, found.items);
    if (items.length > MAX_BULK_ITEMS) throw tooMany();
    const workflowOf = new Map(found.items.map(({ runId, workflowId }) => [runId, workflowId])), byWorkflow = /* @__PURE__ */ new Map();
    for (const { runId } of items) {
      const workflowId = workflowOf.get(runId);
      workflowId !== void 0 && byWorkflow.set(workflowId, (byWorkflow.get(workflowId) ?? 0) + 1);
    }
    return {
      total: items.length,
      runs: new Set(items.map(({ runId }) => runId)).size,
      workflows: [...byWorkflow].map(([workflowId, count]) => ({ workflowId, items: count })).sort((a, b) => b.items - a.items || (a.workflowId < b.workflowId ? -1 : 1)),
      position: found.position
    };
  }
  /** A page of items: those with an outcome are rows, the others stand in the job's first event. */
  async items(bulk, query) {
    const { outcome, limit } = query, from = indexOf(query.cursor), wanted = limit + 1, views = [];
    if (outcome !== "pending") {
      const filter = { bulkId: bulk.bulkId, outcome: outcome === "all" ? void 0 : outcome, from, limit: wanted };
      views.push(...(await this.queries.execute(new BulkItemsQuery(filter))).map(bulkItemView));
    }
    if ((outcome === "all" || outcome === "pending") && views.length < wanted) {
      const settled = bulk.done + bulk.skipped + bulk.refused, first = outcome === "all" ? from + views.length : Math.max(from, settled);
      views.push(...await this.pending(bulk, first, wanted - views.length));
    }
    const next = views[limit];
    return { items: views.slice(0, limit), ...next === void 0 ? {} : { next: String(next.index) } };
  }
  async pending({ bulkId, total }, from, limit) {
    if (from >= total) return [];
    const started = await this.started(bulkId), items = StoredItems.parse(await this.bodies.payload(started?.items ?? []));
    return z.array(BulkItem).parse(items.slice(from, from + limit)).map((item, i) => pendingItem(item, from + i));
  }
  /** The same key again is answered as before, whatever matches by now; a first event is what tells it from a first time. */
  async startedBefore(caller, bulkId) {
    const started = caller.repeatable ? await this.started(bulkId) : void 0;
    return started && { items: [], position: started.position };
  }
  async started(bulkId) {
    const event = await this.store.readOne(bulkStream(bulkId), 0);
    return event && bulkEvents.BulkStarted.parse(event.data);
  }
  async freeze({ action, target }, atMost) {
    const found = await this.ask(action, target), items = itemsOf(action, target, found.items);
    if (items.length === 0)
      throw new DomainError("BULK.NOTHING", "invalid", nothing(target), {
        problems: [{ path: "target", message: "matches nothing now" }]
      });
    if (items.length > MAX_BULK_ITEMS) throw tooMany();
    if (atMost !== void 0 && items.length > atMost)
      throw new DomainError(
        "BULK.MORE",
        "conflict",
        `By now this is ${items.length}, and not at most ${atMost}. Nothing was done: look again, and confirm the new number.`,
        { total: items.length, atMost }
      );
    return { items, position: found.position };
  }
  ask(action, target) {
    return this.queries.execute(new FreezeQuery(questionOf(action, target), MAX_BULK_ITEMS + 1));
  }
};
BulkActions = __decorateClass([
  Injectable(),
  __decorateParam(0, Inject(Commander)),
  __decorateParam(1, Inject(QueryBus)),
  __decorateParam(2, Inject(EventBodies)),
  __decorateParam(3, Inject(STORE))
], BulkActions);
const nothing = (target) => "filter" in target ? "Nothing that this could be done to matches the filter now. Ended runs are left out." : "Nothing matches this now.", tooMany = () => new DomainError(
  "BULK.TOO_MANY",
  "invalid",
  `More than ${MAX_BULK_ITEMS} match: one bulk action takes at most that many. Narrow the filter.`,
  { problems: [{ path: "target", message: `matches more than ${MAX_BULK_ITEMS}` }] }
), totalIn = ({ events }) => {
  const started = events.find(({ type }) => type === "BulkStarted");
  return bulkEvents.BulkStarted.parse(started?.data).total;
};
function indexOf(cursor) {
  if (cursor === void 0) return 0;
  if (/^\d{1,6}$/.test(cursor)) return Number(cursor);
  throw new DomainError("READ.CURSOR", "invalid", "The cursor is not one that this list answered: start again.", {
    problems: [{ path: "cursor", message: "must be `next` of the page before" }]
  });
}
export {
  BulkActions
};
//# sourceMappingURL=bulk-actions.js.map
