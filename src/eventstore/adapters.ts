import type {
  BlobStore,
  EventStore,
  Feed,
  InstanceLog,
  LogReader,
  PayloadRemover,
  SnapshotStore,
  StreamRemover,
} from '../domain/kernel/ports.js';
import { StreamBlobStore } from './blobs.js';
import { Contact, exponential, type Backoff } from './contact.js';
import { ChainedEventStore } from './event-store.js';
import { SupervisedFeed, type FeedSettings } from './feed.js';
import { StreamInstanceLog } from './instance-log.js';
import { StoredLogReader } from './log-reader.js';
import type { Log, RawLog } from './raw-log.js';
import { StreamSnapshotStore } from './snapshots.js';
import { RawStreamRemover } from './stream-remover.js';
import type { Writer } from './writer-metadata.js';

/** The ports to the log, all over one raw log. */
export interface StoreAdapters {
  readonly store: EventStore;
  readonly feed: Feed;
  readonly blobs: BlobStore & PayloadRemover;
  readonly snapshots: SnapshotStore;
  readonly instances: InstanceLog;
  readonly reader: LogReader;
  readonly remover: StreamRemover;
}

export interface AdapterOptions {
  readonly log: Log;
  readonly writer: Writer;
  readonly feed?: FeedSettings | undefined;
  /** Between two probes of a store that does not answer. */
  readonly probe?: Backoff;
  /** Between two sends of one append. */
  readonly resend?: Backoff;
  /** The clock of payloads, in ms; default: this machine's. */
  readonly now?: (() => number) | undefined;
}

/** One process's access to a log. `dispose`: nothing is probed, followed or sent again any more. */
export function adaptersOver(
  raw: RawLog,
  { log, writer, feed, probe = exponential(100, 1_000), resend, now }: AdapterOptions,
): StoreAdapters & { dispose(): void } {
  const contact = new Contact(raw, log, probe);
  const blobs = new StreamBlobStore(raw, contact, writer, resend, now);
  return {
    store: new ChainedEventStore(raw, contact, resend),
    feed: new SupervisedFeed(raw, contact, log, feed),
    blobs,
    snapshots: new StreamSnapshotStore(raw, contact, blobs, writer, log),
    instances: new StreamInstanceLog(raw, contact, writer),
    remover: new RawStreamRemover(raw, contact),
    reader: new StoredLogReader(raw, contact),
    dispose: () => contact.dispose(),
  };
}
