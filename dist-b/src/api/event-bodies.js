var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Inject, Injectable } from "@nestjs/common";
import { runStream } from "../domain/catalog.js";
import { DomainError } from "../domain/kernel/errors.js";
import { isBlobRef } from "../domain/kernel/payload.js";
import { BLOBS, STORE } from "./ports.js";
import { fullEvent, jsonOf } from "./run-views.js";
let EventBodies = class {
  constructor(store, blobs) {
    this.store = store;
    this.blobs = blobs;
  }
  store;
  blobs;
  /** Events of a run from a revision on, in order. */
  async list(runId, from, limit) {
    const stream = runStream(runId), after = from === 0 ? void 0 : await this.headAt(stream, from - 1);
    if (from > 0 && after === void 0) return [];
    const events = [];
    for await (const event of this.store.read(stream, { maxCount: limit, ...after === void 0 ? {} : { after } }))
      events.push(fullEvent(event));
    return events;
  }
  /** Rejects with EVENT.NOT_FOUND. */
  async one(runId, revision, payloads) {
    const event = await this.store.readOne(runStream(runId), revision);
    if (!event)
      throw new DomainError("EVENT.NOT_FOUND", "notFound", `Run ${runId} has no event at revision ${revision}.`);
    return fullEvent(event, payloads === "inline" ? await this.inlined(event.data) : event.data);
  }
  /** An event of any stream as it stands in the log. Rejects with EVENT.NOT_FOUND. */
  async recorded(stream, revision) {
    const event = await this.store.readOne(stream, revision);
    if (!event)
      throw new DomainError("EVENT.NOT_FOUND", "notFound", `Stream ${stream} has no event at revision ${revision}.`);
    const { metadata } = event;
    return { data: jsonOf(event.data), metadata: jsonOf(metadata), prev: metadata.prev, hash: metadata.hash };
  }
  /** A payload, looked up when it is stored beside the log. */
  async payload(value) {
    return isBlobRef(value) ? this.blobs.get(value) : value;
  }
  /** References stand for whole payload fields only, so one level is all there is to look at. */
  async inlined(data) {
    if (typeof data != "object" || data === null) return data;
    const members = Object.entries(data).map(async ([key, value]) => [key, await this.payload(value)]);
    return Object.fromEntries(await Promise.all(members));
  }
  async headAt(stream, revision) {
    const event = await this.store.readOne(stream, revision);
    return event && { revision, hash: event.metadata.hash };
  }
};
EventBodies = __decorateClass([
  Injectable(),
  __decorateParam(0, Inject(STORE)),
  __decorateParam(1, Inject(BLOBS))
], EventBodies);
export {
  EventBodies
};
//# sourceMappingURL=event-bodies.js.map
