import { z } from "zod";
import { Sha256 } from "./ids.js";
const BlobRef = z.strictObject({
  $blob: z.strictObject({ sha256: Sha256, size: z.int().min(0), mediaType: z.string() })
}), Payload = z.custom((value) => value !== void 0, "a payload is missing"), MAX_DEPTH = 200;
function findBlobRefs(value, found, depth = 0) {
  if (!(typeof value != "object" || value === null || depth > MAX_DEPTH))
    if (isBlobRef(value)) found(value);
    else for (const member of Object.values(value)) findBlobRefs(member, found, depth + 1);
}
function isBlobRef(value) {
  return typeof value == "object" && value !== null && "$blob" in value;
}
export {
  BlobRef,
  Payload,
  findBlobRefs,
  isBlobRef
};
//# sourceMappingURL=payload.js.map
