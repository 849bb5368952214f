var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Controller, Inject } from "@nestjs/common";
import { runStream } from "../../domain/catalog.js";
import { DomainError } from "../../domain/kernel/errors.js";
import { Route } from "../http/route.js";
import { VERIFIER } from "../ports.js";
import { verificationView } from "../verification-views.js";
import { found } from "./found.js";
let VerificationController = class {
  constructor(verifier) {
    this.verifier = verifier;
  }
  verifier;
  async run({ params: { runId } }) {
    const verified = await this.verifier.verify(runStream(runId));
    return verificationView(found(verified.revision < 0 ? void 0 : verified, "run", runId));
  }
  async stream({ params: { stream } }) {
    const verified = await this.verifier.verify(stream);
    if (verified.revision >= 0) return verificationView(verified);
    throw new DomainError("STREAM.NOT_FOUND", "notFound", `There is no stream "${stream}" of events.`);
  }
};
__decorateClass([
  Route("verifyRunReplay")
], VerificationController.prototype, "run", 1), __decorateClass([
  Route("verifyStreamReplay")
], VerificationController.prototype, "stream", 1), VerificationController = __decorateClass([
  Controller(),
  __decorateParam(0, Inject(VERIFIER))
], VerificationController);
export {
  VerificationController
};
//# sourceMappingURL=verification.js.map
