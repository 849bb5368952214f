var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Catch, Inject } from "@nestjs/common";
import { LOG } from "../ports.js";
import { problemOf } from "./problem.js";
import { wrongMethod } from "./wrong-method.js";
let ProblemFilter = class {
  constructor(log) {
    this.log = log;
  }
  log;
  catch(error, host) {
    const http = host.switchToHttp(), request = http.getRequest(), response = http.getResponse(), { status, headers, body } = problemOf(wrongMethod(error, request) ?? error, request.path);
    if (status === 500 && this.log.error({ err: error, requestId: response.getHeader("x-request-id") }, "request failed"), response.headersSent) {
      response.destroy();
      return;
    }
    response.status(status).set(headers).type("application/problem+json").send(JSON.stringify(body));
  }
};
ProblemFilter = __decorateClass([
  Catch(),
  __decorateParam(0, Inject(LOG))
], ProblemFilter);
export {
  ProblemFilter
};
//# sourceMappingURL=problem-filter.js.map
