var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Controller, Inject } from "@nestjs/common";
import { QueryBus } from "@nestjs/cqrs";
import { DomainError } from "../../domain/kernel/errors.js";
import { auditEvent, auditLink } from "../audit-views.js";
import { AuditCountQuery, AuditEntryQuery, AuditQuery } from "../cqrs/audit-queries.js";
import { EventBodies } from "../event-bodies.js";
import { Route } from "../http/route.js";
let AuditController = class {
  constructor(queries, bodies) {
    this.queries = queries;
    this.bodies = bodies;
  }
  queries;
  bodies;
  count({ query: { atLeast: _, ...filter } }) {
    return this.queries.execute(new AuditCountQuery(filter));
  }
  async search({ query: { atLeast: _, ...search } }) {
    const { items, next, head } = await this.queries.execute(new AuditQuery(search));
    return {
      items: items.map((row) => auditEvent(row, search.text)),
      ...next === void 0 ? {} : { next },
      head
    };
  }
  async get({ params: { position } }) {
    const entry = await this.queries.execute(new AuditEntryQuery(position));
    if (!entry) throw new DomainError("EVENT.NOT_FOUND", "notFound", `There is no event at position ${position}.`);
    const { event, causes, sameCommand, effects, moreEffects } = entry, { data, metadata, prev, hash } = await this.bodies.recorded(event.stream, event.revision);
    return {
      event: auditEvent(event),
      data,
      metadata,
      causes: causes.map(auditLink("cause")),
      sameCommand: sameCommand.map(auditLink("sameCommand")),
      effects: effects.map(auditLink("effect")),
      moreEffects,
      proof: { hash, prev }
    };
  }
};
__decorateClass([
  Route("countAudit")
], AuditController.prototype, "count", 1), __decorateClass([
  Route("searchAudit")
], AuditController.prototype, "search", 1), __decorateClass([
  Route("getAuditEvent")
], AuditController.prototype, "get", 1), AuditController = __decorateClass([
  Controller(),
  __decorateParam(0, Inject(QueryBus)),
  __decorateParam(1, Inject(EventBodies))
], AuditController);
export {
  AuditController
};
//# sourceMappingURL=audit.js.map
