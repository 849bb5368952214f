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
var __privateGet = (obj, member, getter) => (__accessCheck(obj, member, "read from private field"), getter ? getter.call(obj) : member.get(obj)), __privateAdd = (obj, member, value) => member.has(obj) ? __typeError("Cannot add the same private member more than once") : member instanceof WeakSet ? member.add(obj) : member.set(obj, value), __privateSet = (obj, member, value, setter) => (__accessCheck(obj, member, "write to private field"), setter ? setter.call(obj, value) : member.set(obj, value), value);
var __privateWrapper = (obj, member, setter, getter) => ({
  set _(value) {
    __privateSet(obj, member, value, setter);
  },
  get _() {
    return __privateGet(obj, member, getter);
  }
});
import { Inject, Injectable } from "@nestjs/common";
import { DomainError } from "../../domain/kernel/errors.js";
import { EXPORT_LIMITS } from "../ports.js";
var _taken;
let ExportSlots = class {
  constructor(limits) {
    this.limits = limits;
    __privateAdd(this, _taken, 0);
  }
  limits;
  /** Takes a slot; what it returns gives it back. Throws EXPORT.TOO_MANY (unavailable). */
  take() {
    const { atOnce } = this.limits;
    if (__privateGet(this, _taken) >= atOnce)
      throw new DomainError(
        "EXPORT.TOO_MANY",
        "unavailable",
        `${atOnce === 1 ? "An export runs" : `${atOnce} exports run`} already, which is as many as this server runs at once. Try again when one has ended.`,
        { retryAfter: 5 }
      );
    return __privateWrapper(this, _taken)._++, () => {
      __privateWrapper(this, _taken)._--;
    };
  }
};
_taken = new WeakMap(), ExportSlots = __decorateClass([
  Injectable(),
  __decorateParam(0, Inject(EXPORT_LIMITS))
], ExportSlots);
export {
  ExportSlots
};
//# sourceMappingURL=export-slots.js.map
