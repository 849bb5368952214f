var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Inject, Injectable } from "@nestjs/common";
import { sha256 } from "../commands/hashing.js";
import { runStream } from "../domain/catalog.js";
import { canonicalize } from "../domain/kernel/json.js";
import { isBlobRef } from "../domain/kernel/payload.js";
import { runEvents } from "../domain/run/events.js";
import { noSuchRun } from "../domain/run/rejections.js";
import { BLOBS, STORE } from "./ports.js";
let RunPayloads = class {
  constructor(store, blobs) {
    this.store = store;
    this.blobs = blobs;
  }
  store;
  blobs;
  /** The event of a run at a revision; undefined when it is not there. */
  async event(runId, revision) {
    const event = await this.store.readOne(runStream(runId), revision);
    return event && isRunEvent(event) ? event : void 0;
  }
  /** Rejects with RUN.NOT_FOUND. */
  async start(runId) {
    const event = await this.event(runId, 0);
    if (event?.type === "RunStarted") return event;
    throw noSuchRun(runId);
  }
  /** The value, also of one that is stored beside the log. Rejects with BLOB.MISSING (unavailable). */
  async value(payload) {
    return isBlobRef(payload) ? this.blobs.get(payload) : payload;
  }
  stored({ sha256: sha2562, size, mediaType }) {
    return this.blobs.get({ $blob: { sha256: sha2562, size, mediaType } });
  }
};
RunPayloads = __decorateClass([
  Injectable(),
  __decorateParam(0, Inject(STORE)),
  __decorateParam(1, Inject(BLOBS))
], RunPayloads);
const isRunEvent = (event) => Object.hasOwn(runEvents, event.type);
function payloadView(event, payload) {
  const place = {
    revision: event.revision,
    position: (event.position ?? 0n).toString(),
    at: event.metadata.at
  };
  if (isBlobRef(payload)) {
    const { sha256: hash, size } = payload.$blob;
    return { ...place, sha256: hash, size, stored: "blob" };
  }
  const text = canonicalize(payload);
  return { ...place, sha256: sha256(text), size: Buffer.byteLength(text), stored: "inline", value: payload };
}
export {
  RunPayloads,
  payloadView
};
//# sourceMappingURL=run-payloads.js.map
