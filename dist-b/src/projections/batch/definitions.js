import { z } from "zod";
import { DomainError } from "../../domain/kernel/errors.js";
import { BlobRef } from "../../domain/kernel/payload.js";
import { WorkflowDefinition } from "../../domain/workflow/definition.js";
import { compilePlan } from "../../domain/workflow/plan.js";
const CACHED = 200, WithDefinition = z.union([
  z.object({ workflow: z.object({ definition: BlobRef }) }).transform((data) => data.workflow.definition),
  z.object({ definition: BlobRef }).transform((data) => data.definition)
]);
class Definitions {
  constructor(blobs) {
    this.blobs = blobs;
  }
  blobs;
  loaded = /* @__PURE__ */ new Map();
  /** Rejects when the store is away. A definition that is missing is remembered: only its events fail. */
  async prepare(items) {
    const wanted = /* @__PURE__ */ new Map();
    for (const item of items) {
      if (item.kind !== "event" || item.event.type !== "RunStarted" && item.event.type !== "WorkflowVersionSaved") continue;
      const ref = WithDefinition.safeParse(item.event.data);
      ref.success && !this.loaded.has(ref.data.$blob.sha256) && wanted.set(ref.data.$blob.sha256, ref.data);
    }
    if (wanted.size !== 0) {
      for (const sha256 of [...this.loaded.keys()].slice(0, Math.max(0, this.loaded.size - CACHED)))
        wanted.has(sha256) || this.loaded.delete(sha256);
      await Promise.all([...wanted].map(async ([sha256, ref]) => this.loaded.set(sha256, await this.fetch(ref))));
    }
  }
  async fetch(ref) {
    try {
      return { json: await this.blobs.get(ref), plan: void 0 };
    } catch (error) {
      if (error instanceof DomainError && error.code === "BLOB.MISSING") return error;
      throw error;
    }
  }
  /** Missing ones are looked for again at the next try. */
  forgetMissing() {
    for (const [sha256, one] of this.loaded) one instanceof DomainError && this.loaded.delete(sha256);
  }
  json(ref) {
    return this.of(ref).json;
  }
  plan(ref) {
    const one = this.of(ref);
    return one.plan ??= compilePlan(WorkflowDefinition.parse(one.json)), one.plan;
  }
  of(ref) {
    const one = this.loaded.get(ref.$blob.sha256);
    if (one === void 0) throw new Error(`definition ${ref.$blob.sha256} was not fetched`);
    if (one instanceof DomainError) throw one;
    return one;
  }
}
export {
  Definitions
};
//# sourceMappingURL=definitions.js.map
