import { type NewEntry, type Storage } from '../storage/storage.js';
import { DiskFull } from '../storage/storage-errors.js';

interface Waiting {
  entries: readonly NewEntry[];
  flushed: () => void;
  refused: (why: DiskFull) => void;
}

/**
 * One flush for all appends that wait. While one is under way, the next ones gather; each is told once it is on the disk, in order.
 * When there is no room for a group, it and all that wait are refused: what they were decided on is not there. `onFull` runs before they are told.
 * After any other failure nothing is told any more: `onFailure` must end the node.
 */
export class GroupCommit {
  private waiting: Waiting[] = [];
  private running: Promise<void> | undefined;
  private failed = false;

  constructor(
    private readonly storage: Storage,
    private readonly afterFlush: () => void,
    private readonly onFull: (why: DiskFull) => void,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** `flushed` runs when the entries, and all that were added before them, are on the disk; `refused` when there is no room for them. No entries: only the wait. */
  add(entries: readonly NewEntry[], flushed: () => void, refused: (why: DiskFull) => void): void {
    if (this.failed) return;
    this.waiting.push({ entries, flushed, refused });
    // On the next turn of the event loop: what else arrived with this chunk of input shares the flush.
    this.running ??= new Promise<void>((resolve) => setImmediate(() => void this.run().then(resolve)));
  }

  /** Resolves when everything that was added before is on the disk, or when the disk has failed. */
  async barrier(): Promise<void> {
    await Promise.race([new Promise<void>((resolve) => this.add([], resolve, () => resolve())), this.idle()]);
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    while (this.running) await this.running;
  }

  private async run(): Promise<void> {
    try {
      while (this.waiting.length > 0) {
        const group = this.waiting;
        this.waiting = [];
        if (!(await this.hasRoom(group))) continue;
        for (const { flushed } of group) flushed();
        this.afterFlush();
      }
    } catch (error) {
      this.failed = true;
      this.onFailure(error);
    }
    this.running = undefined;
  }

  /** Puts a group on the disk; false when there was no room for it, and all that wait have been told so. */
  private async hasRoom(group: readonly Waiting[]): Promise<boolean> {
    const entries: NewEntry[] = [];
    for (const { entries: own } of group) entries.push(...own);
    const committed = entries.length > 0 ? this.storage.commit(entries) : undefined;
    try {
      if (!MUTANT.acknowledgedBeforeFlush) await committed;
      return true;
    } catch (error) {
      if (!(error instanceof DiskFull)) throw error;
      const told = [...group, ...this.waiting];
      this.waiting = [];
      this.onFull(error);
      for (const { refused } of told) refused(error);
      return false;
    }
  }
}
