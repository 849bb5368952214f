class MemoryKeyStore {
  secrets = /* @__PURE__ */ new Map();
  read(name) {
    return Promise.resolve(this.secrets.get(name));
  }
  create(name, secret) {
    const kept = this.secrets.get(name) ?? secret;
    return this.secrets.set(name, kept), Promise.resolve(kept);
  }
  destroy(name) {
    return Promise.resolve(this.secrets.delete(name));
  }
  list() {
    return Promise.resolve([...this.secrets.keys()].toSorted());
  }
}
export {
  MemoryKeyStore
};
//# sourceMappingURL=memory-key-store.js.map
