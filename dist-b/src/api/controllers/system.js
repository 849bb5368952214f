var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Controller, Inject } from "@nestjs/common";
import { Route } from "../http/route.js";
import { SystemState } from "../system-state.js";
let SystemController = class {
  constructor(state) {
    this.state = state;
  }
  state;
  get() {
    return this.state.now();
  }
};
__decorateClass([
  Route("getSystem")
], SystemController.prototype, "get", 1), SystemController = __decorateClass([
  Controller(),
  __decorateParam(0, Inject(SystemState))
], SystemController);
export {
  SystemController
};
//# sourceMappingURL=system.js.map
