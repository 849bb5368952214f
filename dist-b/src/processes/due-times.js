class DueTimes {
  #bucketOf = /* @__PURE__ */ new Map();
  #buckets = /* @__PURE__ */ new Map();
  set(stream, due) {
    const bucket = due === void 0 ? void 0 : Math.ceil(due / 50), before = this.#bucketOf.get(stream);
    if (before === bucket) return;
    if (before !== void 0 && this.#remove(before, stream), bucket === void 0) {
      this.#bucketOf.delete(stream);
      return;
    }
    this.#bucketOf.set(stream, bucket);
    const streams = this.#buckets.get(bucket);
    streams ? streams.add(stream) : this.#buckets.set(bucket, /* @__PURE__ */ new Set([stream]));
  }
  #remove(bucket, stream) {
    const streams = this.#buckets.get(bucket);
    streams?.delete(stream), streams?.size === 0 && this.#buckets.delete(bucket);
  }
  /** The streams that are due, earliest first; they are no longer kept. */
  take(now) {
    const last = Math.floor(now / 50), due = [...this.#buckets.keys()].filter((bucket) => bucket <= last).sort((a, b) => a - b), streams = [];
    for (const bucket of due) {
      for (const stream of this.#buckets.get(bucket) ?? [])
        streams.push(stream), this.#bucketOf.delete(stream);
      this.#buckets.delete(bucket);
    }
    return streams;
  }
  get size() {
    return this.#bucketOf.size;
  }
}
export {
  DueTimes
};
//# sourceMappingURL=due-times.js.map
