import {} from "../storage/storage.js";
import { DiskFull } from "../storage/storage-errors.js";
class GroupCommit {
  constructor(storage, afterFlush, onFull, onFailure) {
    this.storage = storage;
    this.afterFlush = afterFlush;
    this.onFull = onFull;
    this.onFailure = onFailure;
  }
  storage;
  afterFlush;
  onFull;
  onFailure;
  waiting = [];
  running;
  failed = !1;
  /** `flushed` runs when the entries, and all that were added before them, are on the disk; `refused` when there is no room for them. No entries: only the wait. */
  add(entries, flushed, refused) {
    this.failed || (this.waiting.push({ entries, flushed, refused }), this.running ??= new Promise((resolve) => setImmediate(() => {
      this.run().then(resolve);
    })));
  }
  /** Resolves when everything that was added before is on the disk, or when the disk has failed. */
  async barrier() {
    await Promise.race([new Promise((resolve) => this.add([], resolve, () => resolve())), this.idle()]);
  }
  /** Resolves when nothing waits. */
  async idle() {
    for (; this.running; ) await this.running;
  }
  async run() {
    try {
      for (; this.waiting.length > 0; ) {
        const group = this.waiting;
        if (this.waiting = [], !!await this.hasRoom(group)) {
          for (const { flushed } of group) flushed();
          this.afterFlush();
        }
      }
    } catch (error) {
      this.failed = !0, this.onFailure(error);
    }
    this.running = void 0;
  }
  /** Puts a group on the disk; false when there was no room for it, and all that wait have been told so. */
  async hasRoom(group) {
    const entries = [];
    for (const { entries: own } of group) entries.push(...own);
    const committed = entries.length > 0 ? this.storage.commit(entries) : void 0;
    try {
      return await committed, !0;
    } catch (error) {
      if (!(error instanceof DiskFull)) throw error;
      const told = [...group, ...this.waiting];
      this.waiting = [], this.onFull(error);
      for (const { refused } of told) refused(error);
      return !1;
    }
  }
}
export {
  GroupCommit
};
//# sourceMappingURL=group-commit.js.map
