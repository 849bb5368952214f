import { z } from "zod";
import { Sha256 } from "../kernel/ids.js";
import { BlobRef, Payload } from "../kernel/payload.js";
const workflowEvents = {
  WorkflowVersionSaved: z.strictObject({
    workflowId: z.string(),
    version: z.int().min(1),
    name: z.string(),
    description: z.string(),
    /** The definition as canonical JSON. */
    definition: BlobRef,
    /** SHA-256 of the canonical definition: saving the same one again makes no version. */
    hash: Sha256,
    steps: z.int(),
    warnings: z.array(z.strictObject({ path: z.string(), message: z.string() })),
    /** The text as its author wrote it, comments and all; absent when the definition came as a JSON value. */
    source: z.strictObject({ format: z.enum(["json", "yaml"]), text: Payload }).optional()
  })
};
export {
  workflowEvents
};
//# sourceMappingURL=events.js.map
