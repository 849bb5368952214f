import { setTimeout as sleep } from 'node:timers/promises';
import type { Recorded } from '../domain/kernel/envelope.js';
import { adaptersOver, type StoreAdapters } from './adapters.js';
import type { Backoff } from './contact.js';
import { MemoryLog, type MemoryFaults } from './memory-log.js';
import type { Log } from './raw-log.js';

export interface MemoryStore extends StoreAdapters {
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
  /** Called by a follower each time that something has come, or nothing for a while; default: nothing. */
  readonly gather?: () => Promise<void>;
  /** The clock of its payloads, in ms. */
  readonly now?: () => number;
  readonly log?: Log;
}

const SILENT: Log = { info: () => undefined, warn: () => undefined };
const WRITER = { version: '0.0.0-test', bootId: '00000000-0000-4000-8000-000000000001' };

/** The event store for tests: the real codec, chain, resends, feed, blobs and snapshots over a log in memory, with faults to order. */
export function memoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  const { over, backoff = oneTurn, silenceMs, gather = atOnce, log = SILENT } = options;
  const raw = over ?? new MemoryLog(options);
  const adapters = adaptersOver(raw, {
    log,
    writer: WRITER,
    feed: {
      backoff,
      gather,
      ...(silenceMs === undefined ? {} : { silenceMs }),
    },
    probe: options.backoff ?? shortly,
    resend: backoff,
    now: options.now,
  });
  return { ...adapters, raw, log: raw.recorded };
}

const atOnce = (): Promise<void> => Promise.resolve();
const oneTurn: Backoff = () => new Promise((resolve) => setImmediate(resolve));

/** Does not keep the process alive: a test may leave the store down. */
const shortly: Backoff = async () => {
  await sleep(2, undefined, { ref: false });
};
