class TwoGenerations {
  constructor(generationSize, mustKeep = () => !1) {
    this.generationSize = generationSize;
    this.mustKeep = mustKeep;
  }
  generationSize;
  mustKeep;
  young = /* @__PURE__ */ new Map();
  old = /* @__PURE__ */ new Map();
  get(key) {
    const young = this.young.get(key);
    if (young !== void 0) return young;
    const old = this.old.get(key);
    return old !== void 0 && this.set(key, old), old;
  }
  set(key, value) {
    this.young.size >= this.generationSize && this.turn(), this.young.set(key, value);
  }
  turn() {
    const next = /* @__PURE__ */ new Map();
    for (const [key, value] of this.old) this.mustKeep(value) && !this.young.has(key) && next.set(key, value);
    this.old = this.young, this.young = next;
  }
}
export {
  TwoGenerations
};
//# sourceMappingURL=two-generations.js.map
