var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Controller, Inject } from "@nestjs/common";
import { mapEncrypted } from "../../domain/kernel/encrypted.js";
import { mayReadPersonalData } from "../../domain/operator/roles.js";
import { Comparisons } from "../comparisons.js";
import { PERSONAL } from "../http/personal-answer.js";
import { Route } from "../http/route.js";
import { PERSONAL_DATA } from "../ports.js";
let CompareController = class {
  constructor(comparisons, personal) {
    this.comparisons = comparisons;
    this.personal = personal;
  }
  comparisons;
  personal;
  compare({ query }, caller) {
    const { a, b, aAt, bAt } = query, mayRead = mayReadPersonalData(caller.operator.roles);
    return this.comparisons.of(
      { runId: a, at: aAt },
      { runId: b, at: bAt },
      (value) => mayRead ? this.personal.open(value) : mapEncrypted(value, () => PERSONAL)
    );
  }
};
__decorateClass([
  Route("compareRuns")
], CompareController.prototype, "compare", 1), CompareController = __decorateClass([
  Controller(),
  __decorateParam(0, Inject(Comparisons)),
  __decorateParam(1, Inject(PERSONAL_DATA))
], CompareController);
export {
  CompareController
};
//# sourceMappingURL=compare.js.map
