import { CHECKPOINTS_STREAM, CONTROL_STREAM } from "../domain/catalog.js";
import { sha256 } from "../commands/hashing.js";
import { DomainError } from "../domain/kernel/errors.js";
import { canonicalize } from "../domain/kernel/json.js";
import { Content } from "./bundle-content.js";
import { origin, signedNote } from "./note.js";
import { reportEnd, reportStart } from "./report.js";
import { Spool } from "./spool.js";
import { entryOf, tar, tarSize } from "./tar.js";
import { manifestText } from "./texts.js";
import { TreeIndex } from "./tree-index.js";
const FORMAT = "mission-control/evidence/1", MAX_HEADS = 1e3, FORGET_AFTER_MS = 6e5;
class Bundles {
  constructor(deps) {
    this.deps = deps;
    this.#index = new TreeIndex(deps.log, deps.blobs);
  }
  deps;
  #index;
  #queue = Promise.resolve();
  #forgetting;
  /** Rejects with EVIDENCE.KEY_MISSING, EVIDENCE.STREAM_GONE, STORE.UNAVAILABLE (unavailable), EVIDENCE.TOO_LARGE (invalid), or what `signal` was aborted with. */
  async make(order) {
    const spool = await Spool.create(this.deps.folder);
    try {
      return await this.#make(order, spool);
    } catch (error) {
      throw await spool.remove(), error;
    }
  }
  async #make(order, spool) {
    const { checkpoint, leaves } = await this.#proven(order.streams), content = await Content.in(spool, this.deps.blobs, await this.deps.erasedKeys());
    for (const [stream, leaf] of leaves) await this.#add(content, stream, leaf, order.signal);
    await content.end(checkpoint.note);
    const request = { by: { ...order.by }, at: new Date(this.deps.clock.now()).toISOString(), id: order.id }, { storeId, signer } = await this.deps.checkpoints.signerFor(checkpoint), report = await reportFile(spool, content, {
      request,
      filter: filterWords(order.filter),
      storeId,
      checkpoint,
      heads: content.streams.slice(0, MAX_HEADS)
    }), entries = content.entries(report), manifest = canonicalize({
      format: FORMAT,
      storeId,
      filter: order.filter,
      request,
      streams: content.streams.map(({ leaf: { proof, ...leaf }, ...stream }) => ({
        ...stream,
        leaf,
        proof: proof.map((node) => node.toString("base64"))
      })),
      files: entries.map(({ name, size, sha256: hash }) => ({ name, size, sha256: hash })).toSorted((a, b) => a.name < b.name ? -1 : 1),
      counts: content.counts(),
      checkpoint: checkpoint.note,
      keyId: checkpoint.keyId,
      missing: content.payloads.missing.toSorted((a, b) => a.sha256 < b.sha256 ? -1 : 1).map((one) => ({ ...one }))
    }), all = [
      entryOf("manifest.json", manifest),
      entryOf("manifest.sig", signedNote(origin(storeId), manifestText(storeId, sha256(manifest)), [signer])),
      ...entries
    ];
    return {
      size: tarSize(all),
      events: content.counts().events,
      through: checkpoint.through,
      async *bytes() {
        try {
          yield* tar(all);
        } finally {
          await spool.remove();
        }
      },
      remove: () => spool.remove()
    };
  }
  /** A whole stream up to its leaf; nothing of one that was pruned since its run was looked up. */
  async #add(content, stream, leaf, signal) {
    let last = -1;
    for await (const event of this.deps.log.readStream(stream, { maxCount: leaf.revision + 1 }))
      signal.throwIfAborted(), last < 0 && content.begin(stream, leaf), await content.add(event), last = event.revision;
    if (last === leaf.revision) return content.streamEnded();
    if (last < 0 && await this.deps.isPruned(stream)) return content.leftOut(leaf.revision + 1);
    throw new DomainError(
      "EVIDENCE.STREAM_GONE",
      "unavailable",
      `The event store does not give event ${last + 1} of stream ${stream}, and the checkpoints say that there are events up to ${leaf.revision}. Was the run pruned just now? Then ask again. Else the stream was changed outside of Mission Control, and there is no proof of it.`,
      { stream, revision: last + 1 }
    );
  }
  /** A checkpoint that covers everything up to now, and where the streams stand in its tree; sorted by stream. */
  #proven(streams) {
    const turn = this.#queue.then(async () => {
      clearTimeout(this.#forgetting), this.#forgetting = setTimeout(() => this.#index.forget(), FORGET_AFTER_MS).unref();
      const checkpoint = await this.deps.checkpoints.sign();
      await this.#index.goTo(checkpoint);
      const leaves = [.../* @__PURE__ */ new Set([...streams, CONTROL_STREAM, CHECKPOINTS_STREAM])].toSorted().flatMap((stream) => {
        const leaf = this.#index.leafOf(stream);
        return leaf ? [[stream, leaf]] : [];
      });
      return { checkpoint, leaves };
    });
    return this.#queue = turn.catch(() => {
    }), turn;
  }
}
async function reportFile(spool, content, frame) {
  const whole = {
    ...frame,
    events: content.counts().events,
    streams: content.streams.length,
    runs: content.stories.runs,
    missing: content.payloads.missing.length
  }, report = await spool.file("report");
  await report.write(reportStart(whole).text);
  const text = new TextDecoder();
  for await (const piece of content.stories.sections.read()) await report.write(text.decode(piece, { stream: !0 }));
  return await report.write(reportEnd(whole).text), await report.end(), report;
}
function filterWords(filter) {
  if (typeof filter != "object" || filter === null) return String(filter);
  const words = Object.entries(filter).map(
    ([name, value]) => `${name} ${Array.isArray(value) ? value.join(" or ") : String(value)}`
  );
  return words.length === 0 ? "every run" : words.join(", ");
}
export {
  Bundles
};
//# sourceMappingURL=bundles.js.map
