class SeenLeases {
  constructor(size) {
    this.size = size;
  }
  size;
  young = /* @__PURE__ */ new Set();
  old = /* @__PURE__ */ new Set();
  add(leaseId) {
    this.young.size >= this.size && (this.old = this.young, this.young = /* @__PURE__ */ new Set()), this.young.add(leaseId);
  }
  has(leaseId) {
    return this.young.has(leaseId) || this.old.has(leaseId);
  }
}
export {
  SeenLeases
};
//# sourceMappingURL=seen-leases.js.map
