var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Controller, Inject } from "@nestjs/common";
import { Route } from "../http/route.js";
import { PolicyTrials } from "../policy-trials.js";
let PoliciesController = class {
  constructor(trials) {
    this.trials = trials;
  }
  trials;
  try({ body }) {
    return this.trials.page(body);
  }
};
__decorateClass([
  Route("tryPolicies")
], PoliciesController.prototype, "try", 1), PoliciesController = __decorateClass([
  Controller(),
  __decorateParam(0, Inject(PolicyTrials))
], PoliciesController);
export {
  PoliciesController
};
//# sourceMappingURL=policies.js.map
