class FoldCache {
  constructor(capacity) {
    this.capacity = capacity;
  }
  capacity;
  /** A Map keeps the order of insertion: what was used last stands at the end. */
  #sizes = /* @__PURE__ */ new Map();
  /** By stream, in the order of their first events. */
  #byStream = /* @__PURE__ */ new Map();
  #size = 0;
  /** The stretch that begins at or last before a revision; it may end before it. */
  before(stream, revision) {
    const found = this.#byStream.get(stream)?.findLast(({ head }) => head.revision <= revision), size = found && this.#sizes.get(found);
    if (!(!found || size === void 0))
      return this.#sizes.delete(found), this.#sizes.set(found, size), found;
  }
  /** A new stretch that begins with this event; the one that is known when there is one. The state is kept: it must not be folded on. */
  open(event, state) {
    const { stream, revision, metadata } = event, known = this.#byStream.get(stream) ?? [], same = known.find(({ head }) => head.revision === revision);
    if (same) return same;
    const stretch = { stream, head: { revision, hash: metadata.hash }, state, events: [event] };
    return this.#byStream.set(
      stream,
      [...known, stretch].sort((a, b) => a.head.revision - b.head.revision)
    ), this.#grow(stretch, sizeOf(state) + bytesOf(event)), stretch;
  }
  /** The event after its last one. */
  add(stretch, event) {
    event.revision === stretch.head.revision + stretch.events.length && (stretch.events.push(event), this.#sizes.has(stretch) && this.#grow(stretch, bytesOf(event)));
  }
  #grow(stretch, by) {
    const size = (this.#sizes.get(stretch) ?? 0) + by;
    this.#sizes.delete(stretch), this.#sizes.set(stretch, size), this.#size += by;
    for (const [oldest, bytes] of this.#sizes) {
      if (this.#size <= this.capacity) return;
      this.#sizes.delete(oldest), this.#size -= bytes;
      const rest = this.#byStream.get(oldest.stream)?.filter((one) => one !== oldest) ?? [];
      rest.length > 0 ? this.#byStream.set(oldest.stream, rest) : this.#byStream.delete(oldest.stream);
    }
  }
}
const sizeOf = ({ steps, leases, approvals }) => steps.size * 500 + leases.size * 800 + approvals.size * 500, bytesOf = ({ data }) => 1200 + JSON.stringify(data).length * 2;
export {
  FoldCache
};
//# sourceMappingURL=fold-cache.js.map
