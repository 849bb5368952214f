import { setTimeout as sleep } from 'node:timers/promises';
import type { Recorded } from '../domain/kernel/envelope.js';
import type {
  BlobStore,
  EventStore,
  Feed,
  InstanceLog,
  LogReader,
  SnapshotStore,
  StreamRemover,
} from '../domain/kernel/ports.js';
import { StreamBlobStore } from './blobs.js';
import { Contact, type Backoff } from './contact.js';
import { ChainedEventStore } from './event-store.js';
import { SupervisedFeed } from './feed.js';
import { StreamInstanceLog } from './instance-log.js';
import { StoredLogReader } from './log-reader.js';
import { MemoryLog, type MemoryFaults } from './memory-log.js';
import type { Log } from './raw-log.js';
import { StreamSnapshotStore } from './snapshots.js';
import { RawStreamRemover } from './stream-remover.js';

export interface MemoryStore {
  readonly store: EventStore;
  readonly feed: Feed;
  readonly blobs: BlobStore;
  readonly snapshots: SnapshotStore;
  readonly instances: InstanceLog;
  readonly reader: LogReader;
  readonly remover: StreamRemover;
  /** All events of the product in order of the log, growing as it grows; without blobs, snapshots and what cannot be read. */
  readonly log: readonly Recorded[];
  /** The log itself: take it `down`, `put` and `tamper`, end its subscriptions, or give it to a second store (`over`) as another instance's. */
  readonly raw: MemoryLog;
  dispose(): void;
}

export interface MemoryStoreOptions extends MemoryFaults {
  /** Another store over the same log: a second instance of the product. */
  readonly over?: MemoryLog;
  /** Waits before resends, probes and resubscriptions; default: one turn of the event loop. */
  readonly backoff?: Backoff;
  readonly silenceMs?: number;
  readonly log?: Log;
}

const SILENT: Log = { info: () => undefined, warn: () => undefined };
const WRITER = { version: '0.0.0-test', bootId: '00000000-0000-4000-8000-000000000001' };

/** The event store for tests: the real codec, chain, resends, feed, blobs and snapshots over a log in memory, with faults to order. */
export function memoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  const { over, backoff = oneTurn, silenceMs, log = SILENT } = options;
  const raw = over ?? new MemoryLog(options);
  const contact = new Contact(raw, log, options.backoff ?? shortly);
  const blobs = new StreamBlobStore(raw, contact, WRITER, backoff);
  return {
    store: new ChainedEventStore(raw, contact, backoff),
    feed: new SupervisedFeed(raw, contact, log, {
      backoff,
      gather: () => Promise.resolve(),
      ...(silenceMs === undefined ? {} : { silenceMs }),
    }),
    blobs,
    snapshots: new StreamSnapshotStore(raw, contact, blobs, WRITER, log),
    instances: new StreamInstanceLog(raw, contact, WRITER),
    remover: new RawStreamRemover(raw, contact),
    reader: new StoredLogReader(raw, contact),
    raw,
    log: raw.recorded,
    dispose: () => contact.dispose(),
  };
}

const oneTurn: Backoff = () => new Promise((resolve) => setImmediate(resolve));

/** Does not keep the process alive: a test may leave the store down. */
const shortly: Backoff = async () => {
  await sleep(2, undefined, { ref: false });
};
