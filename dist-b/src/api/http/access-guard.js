var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Inject, Injectable } from "@nestjs/common";
import { Reflector } from "@nestjs/core";
import { browserOf, requireOwnOrigin } from "../../access/browser.js";
import { requireRole } from "../../access/principal.js";
import { DomainError } from "../../domain/kernel/errors.js";
import { endpointNamed } from "../contract/endpoints.js";
import { ACCESS, SITE } from "../ports.js";
import { ENDPOINT, PUBLIC, stateOf } from "./route.js";
let AccessGuard = class {
  constructor(access, site, reflector) {
    this.access = access;
    this.site = site;
    this.reflector = reflector;
  }
  access;
  site;
  reflector;
  async canActivate(context) {
    const handler = context.getHandler(), name = this.reflector.get(ENDPOINT, handler);
    if (name === void 0) {
      if (this.reflector.get(PUBLIC, handler) === !0) return !0;
      throw new DomainError("ACCESS.UNDECLARED", "forbidden", "This route declares no role: nobody may use it.");
    }
    const { role, method } = endpointNamed(name), request = context.switchToHttp().getRequest(), browser = browserOf(request, this.site.trustedProxies), state = stateOf(request);
    state.browser = browser;
    const token = bearerOf(request.headers.authorization);
    return token === "" && method !== "GET" && requireOwnOrigin(browser, browser.session !== void 0), role !== "public" && (state.principal = requireRole(await this.verified(token, browser), role)), !0;
  }
  async verified(token, { session }) {
    return token !== "" || session === void 0 ? this.access.verify(token) : (await this.access.verifySession(session)).principal;
  }
};
AccessGuard = __decorateClass([
  Injectable(),
  __decorateParam(0, Inject(ACCESS)),
  __decorateParam(1, Inject(SITE)),
  __decorateParam(2, Inject(Reflector))
], AccessGuard);
const bearerOf = (header) => /^Bearer +(\S+)$/i.exec(header ?? "")?.[1] ?? "";
export {
  AccessGuard,
  bearerOf
};
//# sourceMappingURL=access-guard.js.map
