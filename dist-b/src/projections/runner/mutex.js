class Mutex {
  tail = Promise.resolve();
  /** Resolves when it is one's turn; call what it answers to let the next one go. */
  async acquire() {
    let release = () => {
    };
    const mine = new Promise((resolve) => release = resolve), before = this.tail;
    return this.tail = before.then(() => mine), await before, release;
  }
  async run(work) {
    const release = await this.acquire();
    try {
      return await work();
    } finally {
      release();
    }
  }
}
export {
  Mutex
};
//# sourceMappingURL=mutex.js.map
