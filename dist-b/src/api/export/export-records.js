var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __typeError = (msg) => {
  throw TypeError(msg);
};
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
var __accessCheck = (obj, member, msg) => member.has(obj) || __typeError("Cannot " + msg);
var __privateGet = (obj, member, getter) => (__accessCheck(obj, member, "read from private field"), getter ? getter.call(obj) : member.get(obj)), __privateAdd = (obj, member, value) => member.has(obj) ? __typeError("Cannot add the same private member more than once") : member instanceof WeakSet ? member.add(obj) : member.set(obj, value);
import { setTimeout as sleep } from "node:timers/promises";
import { Inject, Injectable } from "@nestjs/common";
import { DomainError, messageOf } from "../../domain/kernel/errors.js";
import { Commander } from "../commander.js";
import { LOG } from "../ports.js";
const TRIES = 14;
var _stopping;
let ExportRecords = class {
  constructor(commander, log) {
    this.commander = commander;
    this.log = log;
    __privateAdd(this, _stopping, new AbortController());
  }
  commander;
  log;
  onModuleDestroy() {
    __privateGet(this, _stopping).abort();
  }
  /** Never rejects. The same end again is recorded once. */
  async finish(exportId, payload, caller) {
    const { signal } = __privateGet(this, _stopping);
    for (let tries = 1; ; tries++) {
      try {
        await this.commander.onExport(exportId, { name: "FinishExport", payload }, caller.contextFor("finish"));
        return;
      } catch (error) {
        if (!(error instanceof DomainError && error.kind === "unavailable") || signal.aborted || tries >= TRIES) {
          const details = { exportId, ...payload, error: messageOf(error) };
          this.log.warn(details, "the end of an export could not be recorded");
          return;
        }
      }
      const wait = Math.min(100 * 2 ** tries, 1e4);
      await sleep(wait, void 0, { signal }).catch(() => {
      });
    }
  }
};
_stopping = new WeakMap(), ExportRecords = __decorateClass([
  Injectable(),
  __decorateParam(0, Inject(Commander)),
  __decorateParam(1, Inject(LOG))
], ExportRecords);
export {
  ExportRecords
};
//# sourceMappingURL=export-records.js.map
