import { hashOf } from "../hashing.js";
import { DomainError } from "../../domain/kernel/errors.js";
import { WorkflowDefinition } from "../../domain/workflow/definition.js";
import { compilePlan } from "../../domain/workflow/plan.js";
import { checkExpression } from "../facts/expressions.js";
const MAX_COMPILED = 1e3;
class Definitions {
  constructor(blobs, most = MAX_COMPILED) {
    this.blobs = blobs;
    this.most = most;
  }
  blobs;
  most;
  #byHash = /* @__PURE__ */ new Map();
  /** `hash` is the definition's own; the blob that holds it was written before anything refers to it. */
  get(hash, definition) {
    const known = this.#byHash.get(hash);
    return known ? (this.#byHash.delete(hash), this.#byHash.set(hash, known), known) : this.#compile(hash, definition);
  }
  async #compile(hash, ref) {
    const parsed = WorkflowDefinition.safeParse(await this.blobs.get(ref));
    if (!parsed.success)
      throw new DomainError(
        "WORKFLOW.UNREADABLE",
        "unavailable",
        `The definition ${hash} cannot be read by this version of Mission Control.`
      );
    const plan = compilePlan(parsed.data), compiled = {
      definition: parsed.data,
      plan,
      schemaHashes: new Map(plan.steps.map((step) => [step.id, hashOf(step.outputSchema)])),
      sources: new Map(plan.steps.map((step) => [step.id, sourcesOf(Object.values(step.inputs))]))
    }, oldest = this.#byHash.size >= this.most ? this.#byHash.keys().next().value : void 0;
    return oldest !== void 0 && this.#byHash.delete(oldest), this.#byHash.set(hash, compiled), compiled;
  }
}
function sourcesOf(expressions) {
  const sources = /* @__PURE__ */ new Set();
  for (const text of expressions) {
    const checked = checkExpression(text);
    if (checked.ok) for (const id of checked.stepRefs) sources.add(id);
  }
  return [...sources];
}
export {
  Definitions,
  sourcesOf
};
//# sourceMappingURL=definitions.js.map
