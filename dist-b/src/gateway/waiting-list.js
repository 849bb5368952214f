class WaitingList {
  constructor(capability, agentName) {
    this.capability = capability;
    this.agentName = agentName;
  }
  capability;
  agentName;
  #line = [];
  #streams = /* @__PURE__ */ new Map();
  get size() {
    return this.#line.length;
  }
  get head() {
    return this.#line[0]?.want;
  }
  get(stream) {
    return this.#streams.get(stream);
  }
  /** In line, or still in line: a run stands once, at its rank. */
  ask(want) {
    const known = this.#streams.get(want.stream);
    if (known) {
      known.asked = !0;
      return;
    }
    const waiting = { want, asked: !0 };
    this.#streams.set(want.stream, waiting);
    let low = 0, high = this.#line.length;
    for (; low < high; ) {
      const middle = low + high >>> 1, other = this.#line[middle];
      other && isBefore(other.want, want) ? low = middle + 1 : high = middle;
    }
    this.#line.splice(low, 0, waiting);
  }
  remove(stream) {
    const waiting = this.#streams.get(stream);
    if (!waiting) return !1;
    this.#streams.delete(stream);
    const index = this.#line.indexOf(waiting);
    return index >= 0 && this.#line.splice(index, 1), !0;
  }
  /** The first ones, at most `n`. */
  first(n) {
    return this.#line.slice(0, Math.max(0, n));
  }
}
function isBefore(a, b) {
  return a.priority !== b.priority ? a.priority > b.priority : a.startedAt !== b.startedAt ? a.startedAt < b.startedAt : a.stream <= b.stream;
}
export {
  WaitingList,
  isBefore
};
//# sourceMappingURL=waiting-list.js.map
