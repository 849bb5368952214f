import { z } from "zod";
import { Leaf } from "../domain/evidence/events.js";
import { DomainError } from "../domain/kernel/errors.js";
import { canonicalize } from "../domain/kernel/json.js";
import { leafHash, MerkleTree } from "./merkle.js";
import { recordedCheckpoints } from "./recorded-checkpoints.js";
const Leaves = z.array(Leaf);
class TreeIndex {
  constructor(log, blobs) {
    this.log = log;
    this.blobs = blobs;
  }
  log;
  blobs;
  #tree = new MerkleTree();
  #last = /* @__PURE__ */ new Map();
  /** Of `checkpoints`: what comes from here on is not in the tree yet. */
  #next = 0;
  /** Reads up to a checkpoint. Rejects with EVIDENCE.LEAVES (unavailable) when what was recorded does not give its root. */
  async goTo(checkpoint) {
    for await (const { leaves, revision, size, rootHash } of recordedCheckpoints(this.log, this.#next)) {
      if (revision > checkpoint.revision) break;
      for (const leaf of Leaves.parse(await this.blobs.get(leaves))) {
        const { stream, ...head } = leaf;
        this.#last.set(stream, { index: this.#tree.size, ...head }), this.#tree.append(leafHash(canonicalize(leaf)));
      }
      if (this.#next = revision + 1, this.#tree.size !== size || this.#tree.root().toString("hex") !== rootHash)
        throw this.forget(), new DomainError(
          "EVIDENCE.LEAVES",
          "unavailable",
          `The leaves of the checkpoint of size ${size} do not give its root: the record was changed outside of Mission Control.`
        );
    }
  }
  /** Where a stream stands in the tree as it is now; undefined when no checkpoint covers it. */
  leafOf(stream) {
    const leaf = this.#last.get(stream);
    return leaf && { ...leaf, proof: this.#tree.inclusionProof(leaf.index) };
  }
  forget() {
    this.#tree = new MerkleTree(), this.#last = /* @__PURE__ */ new Map(), this.#next = 0;
  }
}
export {
  TreeIndex
};
//# sourceMappingURL=tree-index.js.map
