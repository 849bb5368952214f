var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Controller, Inject, StreamableFile } from "@nestjs/common";
import { Exports } from "../export/exports.js";
import { Route } from "../http/route.js";
let ExportsController = class {
  constructor(exports) {
    this.exports = exports;
  }
  exports;
  async events({ query }, caller, response) {
    const gzip = /\bgzip\b/i.test(response.req.headers["accept-encoding"] ?? ""), { exportId, through, mediaType, fileName, stream, encoding } = await this.exports.start(
      query,
      caller,
      response,
      gzip
    );
    return caller.answerHeaders.set("x-export-id", exportId), caller.answerHeaders.set("x-export-through", through), encoding !== void 0 && caller.answerHeaders.set("content-encoding", encoding), new StreamableFile(stream, { type: mediaType, disposition: `attachment; filename="${fileName}"` });
  }
};
__decorateClass([
  Route("exportEvents")
], ExportsController.prototype, "events", 1), ExportsController = __decorateClass([
  Controller(),
  __decorateParam(0, Inject(Exports))
], ExportsController);
export {
  ExportsController
};
//# sourceMappingURL=exports.js.map
