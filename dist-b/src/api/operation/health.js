var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { setTimeout as sleep } from "node:timers/promises";
import { Inject, Injectable } from "@nestjs/common";
import { READS, STORE } from "../ports.js";
import { messageOf } from "../../domain/kernel/errors.js";
const PATIENCE_MS = 2e3;
let Health = class {
  constructor(store, reads) {
    this.store = store;
    this.reads = reads;
  }
  store;
  reads;
  async readiness() {
    const problem = this.store.available() ? this.store.refusal() : "The event store does not answer: commands are refused, work resumes by itself.", [readModels, audit] = await Promise.all([this.group("main"), this.group("audit")]), ok = problem === void 0 && readModels.ok, poisoned = [readModels, audit].some(
      ({ parkedStreams = 0, deadLettered = 0 }) => parkedStreams > 0 || deadLettered > 0
    );
    return {
      status: ok ? poisoned || !audit.ok ? "degraded" : "ready" : "notReady",
      checks: {
        eventStore: problem === void 0 ? { ok: !0 } : { ok: !1, detail: problem },
        readModels,
        audit
      }
    };
  }
  async group(name) {
    const away = { ok: !1, state: "unavailable" }, patience = new AbortController();
    try {
      const status = await Promise.race([
        this.reads.status(name),
        sleep(PATIENCE_MS, void 0, { signal: patience.signal }).then(() => {
        })
      ]);
      return status === void 0 ? { ...away, detail: `no answer within ${PATIENCE_MS} ms` } : checkOf(status);
    } catch (error) {
      return { ...away, detail: messageOf(error) };
    } finally {
      patience.abort();
    }
  }
};
Health = __decorateClass([
  Injectable(),
  __decorateParam(0, Inject(STORE)),
  __decorateParam(1, Inject(READS))
], Health);
function checkOf(status) {
  return {
    ok: status.state === "live" || status.state === "catchingUp" || status.state === "standby",
    state: status.state,
    position: status.position,
    lag: status.lag,
    parkedStreams: status.parkedStreams,
    deadLettered: status.deadLettered.length,
    ...status.problem === null ? {} : { detail: status.problem }
  };
}
export {
  Health
};
//# sourceMappingURL=health.js.map
