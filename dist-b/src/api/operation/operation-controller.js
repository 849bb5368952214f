var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Controller, Get, Inject, Req, Res } from "@nestjs/common";
import { requireRole } from "../../access/principal.js";
import { bearerOf } from "../http/access-guard.js";
import { Public } from "../http/route.js";
import { ACCESS, METRICS } from "../ports.js";
import { Health } from "./health.js";
import {} from "./prometheus.js";
let OperationController = class {
  constructor(health, metrics, access) {
    this.health = health;
    this.metrics = metrics;
    this.access = access;
  }
  health;
  metrics;
  access;
  live() {
    return { status: "live" };
  }
  async ready(response) {
    const readiness = await this.health.readiness();
    response.status(readiness.status === "notReady" ? 503 : 200).set("cache-control", "no-store").json(readiness);
  }
  async scrape(request, response) {
    isLocal(request) || requireRole(await this.access.verify(bearerOf(request.headers.authorization)), "viewer");
    const { contentType, body } = await this.metrics.text();
    response.type(contentType).send(body);
  }
};
__decorateClass([
  Public(),
  Get("/health/live")
], OperationController.prototype, "live", 1), __decorateClass([
  Public(),
  Get("/health/ready"),
  __decorateParam(0, Res())
], OperationController.prototype, "ready", 1), __decorateClass([
  Public(),
  Get("/metrics"),
  __decorateParam(0, Req()),
  __decorateParam(1, Res())
], OperationController.prototype, "scrape", 1), OperationController = __decorateClass([
  Controller(),
  __decorateParam(0, Inject(Health)),
  __decorateParam(1, Inject(METRICS)),
  __decorateParam(2, Inject(ACCESS))
], OperationController);
function isLocal(request) {
  if (request.headers["x-forwarded-for"] !== void 0 || request.headers.forwarded !== void 0) return !1;
  const address = request.socket.remoteAddress ?? "";
  return address === "::1" || /^(::ffff:)?127\./.test(address);
}
export {
  OperationController
};
//# sourceMappingURL=operation-controller.js.map
