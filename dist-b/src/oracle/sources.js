import { STREAMS } from "../domain/catalog.js";
import { DomainError } from "../domain/kernel/errors.js";
const wholeLog = (reader, through) => reader.readAll({ prefixes: Object.values(STREAMS), ...through === void 0 ? {} : { through } });
function payloadsOf(blobs) {
  return async (sha256) => {
    try {
      return await blobs.get({ $blob: { sha256, size: 0, mediaType: "application/json" } });
    } catch (error) {
      if (error instanceof DomainError && error.code === "BLOB.MISSING") return;
      throw error;
    }
  };
}
export {
  payloadsOf,
  wholeLog
};
//# sourceMappingURL=sources.js.map
