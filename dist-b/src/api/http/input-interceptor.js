var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Inject, Injectable } from "@nestjs/common";
import { Reflector } from "@nestjs/core";
import { catchError, concatMap, from, tap, throwError } from "rxjs";
import { DomainError } from "../../domain/kernel/errors.js";
import { endpointNamed } from "../contract/endpoints.js";
import { PERSONAL_DATA, READS, RETENTION } from "../ports.js";
import { Caller, idempotencyKey } from "./caller.js";
import { personalAnswer } from "./personal-answer.js";
import { prunedOrMissing } from "./pruned-run.js";
import { checkRequest } from "./request-input.js";
import { ENDPOINT, stateOf } from "./route.js";
let InputInterceptor = class {
  constructor(reads, reflector, personal, retention) {
    this.reads = reads;
    this.reflector = reflector;
    this.personal = personal;
    this.retention = retention;
  }
  reads;
  reflector;
  personal;
  retention;
  async intercept(context, next) {
    const name = this.reflector.get(ENDPOINT, context.getHandler());
    if (name === void 0) return next.handle();
    const endpoint = endpointNamed(name), request = context.switchToHttp().getRequest(), state = stateOf(request), { browser } = state;
    if (!browser) throw new Error("the guard comes before");
    const input = checkRequest(endpoint, { params: request.params, query: request.query, body: bodyOf(request) }), key = endpoint.command ? idempotencyKey(request.get("idempotency-key")) : void 0;
    state.input = input;
    const asked = { endpoint: name, params: input.params, body: input.body }, caller = new Caller(state.principal, key, asked, browser);
    state.caller = caller;
    const correlationId = runIdOf(input.params) ?? (endpoint.command ? caller.commandId : void 0);
    correlationId !== void 0 && (state.correlationId = correlationId);
    const atLeast = endpoint.method === "GET" ? atLeastOf(input.query) : void 0;
    atLeast !== void 0 && await this.reads.waitFor(atLeast, void 0, endpoint.readModels);
    const response = context.switchToHttp().getResponse(), roles = state.principal?.roles ?? [];
    return next.handle().pipe(
      catchError(
        (error) => from(prunedOrMissing(error, runIdOf(input.params), this.retention)).pipe(
          concatMap((told) => throwError(() => told))
        )
      ),
      concatMap((answer) => personalAnswer(answer, roles, this.personal)),
      tap(() => response.setHeaders(caller.answerHeaders))
    );
  }
};
InputInterceptor = __decorateClass([
  Injectable(),
  __decorateParam(0, Inject(READS)),
  __decorateParam(1, Inject(Reflector)),
  __decorateParam(2, Inject(PERSONAL_DATA)),
  __decorateParam(3, Inject(RETENTION))
], InputInterceptor);
function bodyOf(request) {
  const body = request.body;
  if (body instanceof Uint8Array) return body;
  if ((request.headers["transfer-encoding"] !== void 0 || Number(request.headers["content-length"] ?? 0) > 0) && (request.method === "POST" || request.method === "PUT"))
    throw new DomainError("REQUEST.MEDIA_TYPE", "invalid", "Send JSON with `content-type: application/json`.");
}
function runIdOf(params) {
  if (!(typeof params != "object" || params === null || !("runId" in params)))
    return typeof params.runId == "string" ? params.runId : void 0;
}
function atLeastOf(query) {
  if (!(typeof query != "object" || query === null || !("atLeast" in query)))
    return typeof query.atLeast == "string" ? BigInt(query.atLeast) : void 0;
}
export {
  InputInterceptor
};
//# sourceMappingURL=input-interceptor.js.map
