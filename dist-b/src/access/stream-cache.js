class StreamCache {
  constructor(store, decider, narrow, options) {
    this.store = store;
    this.decider = decider;
    this.narrow = narrow;
    this.options = options;
  }
  store;
  decider;
  narrow;
  options;
  entries = /* @__PURE__ */ new Map();
  loading = /* @__PURE__ */ new Map();
  /** The fold of a stream; undefined when the stream has no events. Rejects only when nothing is known and the store is away. */
  async get(stream) {
    const known = this.entries.get(stream);
    if (known && this.options.now() - known.readAt < this.options.maxAgeMs) return known.state;
    const reading = this.loading.get(stream) ?? this.load(stream);
    if (!known) return reading;
    try {
      return await reading;
    } catch {
      return known.state;
    }
  }
  /**
   * As `get`; when what is known lacks what is asked for, the store is asked, at most once a second: another instance may have
   * appended it just now, and the feed may not have told yet. Who asks too early waits for the next turn: what was issued is never
   * refused, and guessing makes no more than one read a second.
   */
  async having(stream, has) {
    const asked = this.options.now();
    let state = await this.get(stream);
    for (let known = this.entries.get(stream); known && known.readAt < asked; known = this.entries.get(stream)) {
      if (has(known.state)) return known.state;
      const early = known.readAt + 1e3 - this.options.now();
      if (early > 0) {
        await this.options.wait(early);
        continue;
      }
      try {
        state = await (this.loading.get(stream) ?? this.load(stream));
      } catch {
        return known.state;
      }
    }
    return this.entries.get(stream)?.state ?? state;
  }
  /** An event of the feed, or one that was just appended. */
  onEvent(event) {
    this.loading.delete(event.stream);
    const known = this.entries.get(event.stream);
    if (!known || event.revision <= known.revision) return;
    const narrowed = this.narrow(event);
    event.revision === known.revision + 1 && narrowed ? (known.state = this.decider.evolve(known.state, narrowed), known.revision = event.revision) : this.entries.delete(event.stream);
  }
  load(stream) {
    const reading = this.read(stream).then(
      (entry) => (this.loading.get(stream) !== reading || (this.loading.delete(stream), entry && this.keep(stream, entry)), entry?.state),
      (error) => {
        throw this.loading.get(stream) === reading && this.loading.delete(stream), error;
      }
    );
    return this.loading.set(stream, reading), reading;
  }
  async read(stream) {
    const readAt = this.options.now();
    let state = this.decider.initialState(), revision = -1;
    for await (const event of this.store.read(stream)) {
      const narrowed = this.narrow(event);
      narrowed && (state = this.decider.evolve(state, narrowed)), revision = event.revision;
    }
    return revision < 0 ? void 0 : { revision, state, readAt };
  }
  keep(stream, entry) {
    this.entries.delete(stream), this.entries.set(stream, entry);
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= this.options.maxEntries) break;
      this.entries.delete(oldest);
    }
  }
}
export {
  StreamCache
};
//# sourceMappingURL=stream-cache.js.map
