class Places {
  constructor(free) {
    this.free = free;
  }
  free;
  #waiting = [];
  async take(work) {
    this.free > 0 ? this.free-- : await new Promise((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      next ? next() : this.free++;
    }
  }
}
export {
  Places
};
//# sourceMappingURL=places.js.map
