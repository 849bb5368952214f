import { type Entry } from '../storage/storage.js';

/** The last entries of the log, in memory: what live readers are given without a look at the disk. Bounded by bytes. */
export class RecentEntries {
  private entries: Entry[] = [];
  /** Entries before this index are forgotten; the array is compacted now and then. */
  private head = 0;
  private bytes = 0;

  constructor(private readonly maxBytes: number) {}

  push(entry: Entry): void {
    this.entries.push(entry);
    this.bytes += entry.body.length;
    while (this.bytes > this.maxBytes && this.head < this.entries.length - 1) {
      this.bytes -= this.entries[this.head]?.body.length ?? 0;
      this.head++;
    }
    if (this.head > 1024 && this.head * 2 > this.entries.length) {
      this.entries = this.entries.slice(this.head);
      this.head = 0;
    }
  }

  /** The entry that begins at `position`. */
  at(position: number): Entry | undefined {
    const entry = this.entries[this.indexFrom(position)];
    return entry?.position === position ? entry : undefined;
  }

  /** Entries from `position` on; undefined when some of them may be forgotten already. */
  from(position: number, maxBytes: number): Entry[] | undefined {
    const first = this.entries[this.head];
    if (!first || first.position > position) return undefined;
    const found: Entry[] = [];
    let bytes = 0;
    for (let index = this.indexFrom(position); index < this.entries.length && bytes < maxBytes; index++) {
      const entry = this.entries[index];
      if (!entry) break;
      found.push(entry);
      bytes += entry.body.length;
    }
    return found;
  }

  /** Index of the first entry that begins at or after `position`. */
  private indexFrom(position: number): number {
    let low = this.head;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.entries[middle]?.position ?? 0) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
