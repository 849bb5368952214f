import { NAMESPACE, sha256, uuidV5 } from "../commands/hashing.js";
import { CHECKPOINTS_STREAM, STREAMS } from "../domain/catalog.js";
import { SUPERSEDED } from "../domain/evidence/decide.js";
import { keyInForce } from "../domain/evidence/state.js";
import { DomainError } from "../domain/kernel/errors.js";
import { canonicalize } from "../domain/kernel/json.js";
import { leafHash, MerkleTree } from "./merkle.js";
import { origin, signedNote } from "./note.js";
import { SigningKeys } from "./signing-keys.js";
import { checkpointText } from "./texts.js";
const MAX_LEAVES = 1e4, MAX_CONFLICTS = 20, SYSTEM = { kind: "system", id: "checkpoints", name: "Checkpoints" };
class Checkpoints {
  constructor(deps) {
    this.deps = deps;
    this.keys = new SigningKeys(deps.keys);
  }
  deps;
  keys;
  #queue = Promise.resolve();
  /** As the log has it now, whoever wrote it. Rejects with STORE.UNAVAILABLE. */
  async state() {
    const { commands, store } = this.deps, known = commands.checkpoints.knownRevision(CHECKPOINTS_STREAM);
    return known !== void 0 && await store.readOne(CHECKPOINTS_STREAM, known + 1) !== void 0 && commands.checkpoints.forget(CHECKPOINTS_STREAM), commands.checkpoints.look(CHECKPOINTS_STREAM, (state) => state);
  }
  /**
   * Signs what the log holds now; gives the newest checkpoint, which covers everything that was recorded before the call.
   * `ifMoved`: not when nothing was recorded since the last one. Rejects with EVIDENCE.KEY_MISSING or STORE.UNAVAILABLE (unavailable).
   */
  sign(order = {}) {
    return this.#inTurn(async () => {
      for (let conflicts = 0; ; )
        try {
          const { checkpoint, more } = await this.#signOnce(order);
          if (!more) return checkpoint;
        } catch (error) {
          if (!(error instanceof DomainError && error.code === SUPERSEDED) || ++conflicts > MAX_CONFLICTS) throw error;
        }
    });
  }
  /** What signs beside a checkpoint, in the name of the same key. Rejects with EVIDENCE.KEY_MISSING. */
  async signerFor({ keyId }) {
    const key = (await this.state()).keys.find((one) => one.keyId === keyId);
    if (!key) throw new Error(`the log has no signing key ${keyId}`);
    return { storeId: key.storeId, signer: await this.keys.signerOf(key) };
  }
  /** A new signing key from the next checkpoint on. Rejects with EVIDENCE.KEY_MISSING, EVIDENCE.KEY_NOT_LOST. */
  rotate(order) {
    return this.#inTurn(async () => {
      const before = keyInForce(await this.state());
      return before === void 0 ? this.#firstKey() : this.#addKey(before.storeId, order);
    });
  }
  /** The key in force; the first one is made when there is none yet. */
  async #firstKey() {
    const known = keyInForce(await this.state());
    if (known) return known;
    const storeId = this.deps.ids.random(), commandId = uuidV5(NAMESPACE, "first signing key", storeId);
    try {
      return await this.#addKey(storeId, {
        reason: "the first signing key of this log",
        lost: !1,
        context: { commandId, causationId: commandId, actor: SYSTEM }
      });
    } catch (error) {
      if (error instanceof DomainError && error.code === SUPERSEDED) return this.#firstKey();
      throw error;
    }
  }
  async #addKey(storeId, order) {
    const payload = await this.keys.next(await this.state(), { storeId, ...order });
    try {
      await this.deps.commands.checkpoints.execute(
        CHECKPOINTS_STREAM,
        { name: "AddSigningKey", payload },
        order.context
      );
    } catch (error) {
      throw error instanceof DomainError && error.kind === "conflict" && await this.keys.discard(payload.keyId), error;
    }
    const key = keyInForce(await this.state());
    if (!key) throw new Error("a signing key was recorded, and the log has none");
    return key.keyId !== payload.keyId && await this.keys.discard(payload.keyId), key;
  }
  async #signOnce({ ifMoved = !1, context }) {
    const key = await this.#firstKey(), signer = await this.keys.signerOf(key), { last } = await this.state(), moved = await this.#moved(last === null ? void 0 : BigInt(last.through)), idle = moved.leaves.length === 0 || ifMoved && !moved.worthIt;
    if (last !== null && idle) return { checkpoint: last, more: !1 };
    const { payload, text } = await this.#next(key, signer, last, moved), commandId = uuidV5(NAMESPACE, "checkpoint", text);
    await this.deps.commands.checkpoints.execute(
      CHECKPOINTS_STREAM,
      { name: "SignCheckpoint", payload },
      moved.more || context === void 0 ? { commandId, causationId: commandId, actor: SYSTEM } : context
    );
    const { last: made } = await this.state();
    if (made === null) throw new Error("a checkpoint was recorded, and the log has none");
    return { checkpoint: made, more: moved.more };
  }
  async #next(key, signer, last, moved) {
    const tree = new MerkleTree(last?.size, last?.peaks.map(fromHex));
    for (const leaf of moved.leaves) tree.append(leafHash(canonicalize(leaf)));
    const leaves = canonicalize(moved.leaves), root = tree.root(), { storeId, keyId } = key, text = checkpointText({
      storeId,
      size: tree.size,
      root,
      at: new Date(this.deps.clock.now()).toISOString(),
      through: moved.through,
      previous: last === null ? void 0 : { size: last.size, root: fromHex(last.rootHash) },
      consistency: last === null ? [] : tree.consistencyProof(last.size),
      keyId
    });
    return {
      text,
      payload: {
        size: tree.size,
        rootHash: root.toString("hex"),
        peaks: tree.peaks().map((peak) => peak.toString("hex")),
        ...last === null ? {} : { previous: { size: last.size, rootHash: last.rootHash } },
        keyId,
        through: String(moved.through),
        leaves: await this.deps.blobs.put(leaves, sha256(leaves)),
        note: signedNote(origin(storeId), text, [signer])
      }
    };
  }
  async #moved(after) {
    const { log, maxLeaves = MAX_LEAVES } = this.deps, heads = /* @__PURE__ */ new Map();
    let through = after ?? 0n, worthIt = !1;
    const options = { prefixes: Object.values(STREAMS), ...after === void 0 ? {} : { after } };
    for await (const { stream, revision, type, metadata, position } of log.readAll(options)) {
      if (heads.size >= maxLeaves && !heads.has(stream))
        return { leaves: [...heads.values()], through, worthIt, more: !0 };
      heads.delete(stream), heads.set(stream, { stream, revision, hash: hashIn(metadata, stream, revision) }), through = position, worthIt ||= type !== "CheckpointSigned";
    }
    return { leaves: [...heads.values()], through, worthIt, more: !1 };
  }
  #inTurn(work) {
    const turn = this.#queue.then(work);
    return this.#queue = turn.catch(() => {
    }), turn;
  }
}
const fromHex = (hex) => Buffer.from(hex, "hex");
function hashIn(metadata, stream, revision) {
  if (typeof metadata == "object" && metadata !== null && "hash" in metadata && typeof metadata.hash == "string")
    return metadata.hash;
  throw new DomainError(
    "STREAM.UNREADABLE",
    "unavailable",
    `Event ${revision} of stream ${stream} has no hash: it was not written by Mission Control, and no checkpoint can cover it.`,
    { stream, revision }
  );
}
export {
  Checkpoints
};
//# sourceMappingURL=checkpoints.js.map
