var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Inject } from "@nestjs/common";
import { QueryHandler } from "@nestjs/cqrs";
import { READS } from "../ports.js";
function answered(query, answer) {
  let Handler = class {
    constructor(reads) {
      this.reads = reads;
    }
    reads;
    execute(given) {
      return answer(this.reads, given);
    }
  };
  return Handler = __decorateClass([
    QueryHandler(query),
    __decorateParam(0, Inject(READS))
  ], Handler), Handler;
}
export {
  answered
};
//# sourceMappingURL=answered.js.map
