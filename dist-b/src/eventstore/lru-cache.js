class LruCache {
  #entries = /* @__PURE__ */ new Map();
  #capacity;
  #size = 0;
  constructor(capacity) {
    this.#capacity = capacity;
  }
  get(key) {
    const entry = this.#entries.get(key);
    if (entry)
      return this.#entries.delete(key), this.#entries.set(key, entry), entry.value;
  }
  set(key, value, size) {
    if (this.delete(key), !(size > this.#capacity)) {
      this.#entries.set(key, { value, size }), this.#size += size;
      for (const oldest of this.#entries.keys()) {
        if (this.#size <= this.#capacity) return;
        this.delete(oldest);
      }
    }
  }
  delete(key) {
    const entry = this.#entries.get(key);
    entry && (this.#entries.delete(key), this.#size -= entry.size);
  }
}
export {
  LruCache
};
//# sourceMappingURL=lru-cache.js.map
