import {
  FIRST_POSITION,
  type Entry,
  type IndexEntry,
  type NewEntry,
  type Storage,
} from '../../src/embedded/event-store/storage/storage.js';
import { DiskFull } from '../../src/embedded/event-store/storage/storage-errors.js';

interface Flush {
  readonly entries: readonly NewEntry[];
  readonly settle: (error?: Error) => void;
}

/**
 * A disk below the event store that can lose its power. As LMDB does, it shows a commit at once and flushes it later: `flush` lets
 * the oldest one through. What `afterPowerCut` gives is a disk with what was flushed, and no more.
 */
export class PowerCutDisk implements Storage {
  /** In the order of the log; those past `durable` are not flushed. */
  private readonly entries: NewEntry[];
  private durable: number;
  private flushes: Flush[] = [];
  private isCut = false;
  /** The next commits find no room. */
  full = false;
  /** Commits are told to be flushed before they are: what a store may never do. */
  lies = false;

  constructor(entries: readonly NewEntry[] = []) {
    this.entries = [...entries];
    this.durable = entries.length;
  }

  /** Whether a commit waits for its flush. */
  get isBusy(): boolean {
    return this.flushes.length > 0;
  }

  commit(entries: readonly NewEntry[]): Promise<void> {
    if (this.full) return Promise.reject(new DiskFull('There is no space left on the disk.'));
    // What was written is what was there then, whatever becomes of that memory.
    this.entries.push(...entries.map((entry) => ({ ...entry, body: Buffer.from(entry.body) })));
    const flushed = new Promise<void>((resolve, reject) =>
      this.flushes.push({ entries, settle: (error) => (error ? reject(error) : resolve()) }),
    );
    return this.lies ? Promise.resolve() : flushed;
  }

  /** Flushes the oldest commit that waits; does nothing after a power cut. */
  flush(): void {
    const flush = this.isCut ? undefined : this.flushes.shift();
    if (!flush) return;
    this.durable += flush.entries.length;
    flush.settle();
  }

  /** What is there when the power is back. The commit that was under way may be there or not, but not in part. */
  afterPowerCut(withTheOneUnderWay: boolean): PowerCutDisk {
    this.isCut = true;
    const underWay = withTheOneUnderWay ? (this.flushes[0]?.entries.length ?? 0) : 0;
    return new PowerCutDisk(this.entries.slice(0, this.durable + underWay));
  }

  entriesFrom(position: number, maxBytes: number): Entry[] {
    return some(
      this.entries.filter((entry) => entry.position >= Math.max(position, FIRST_POSITION)),
      maxBytes,
    );
  }

  entriesBefore(position: number, maxBytes: number): Entry[] {
    return some(this.entries.filter((entry) => entry.position < position).reverse(), maxBytes);
  }

  body(position: number): Buffer | undefined {
    return this.entries.find((entry) => entry.position === position)?.body;
  }

  streamFrom(streamKey: Buffer, revision: number, limit: number): IndexEntry[] {
    const [holding] = this.streamBack(streamKey, revision, 1);
    const first = holding?.firstRevision ?? revision;
    return this.indexOf(streamKey)
      .filter(({ firstRevision }) => firstRevision >= first)
      .slice(0, limit);
  }

  streamBack(streamKey: Buffer, revision: number, limit: number): IndexEntry[] {
    return this.indexOf(streamKey)
      .filter(({ firstRevision }) => firstRevision <= revision)
      .reverse()
      .slice(0, limit);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private indexOf(streamKey: Buffer): IndexEntry[] {
    return this.entries
      .filter((entry) => entry.streamKey.equals(streamKey))
      .map(({ firstRevision, position, body }) => ({ firstRevision, position, length: body.length }))
      .sort((a, b) => a.firstRevision - b.firstRevision);
  }
}

function some(entries: readonly NewEntry[], maxBytes: number): Entry[] {
  let bytes = 0;
  const enough = entries.findIndex(({ body }) => (bytes += body.length) >= maxBytes);
  return entries.slice(0, enough < 0 ? entries.length : enough + 1);
}
