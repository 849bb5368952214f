import { adaptersOver, type StoreAdapters } from './adapters.js';
import { ClientAppend } from './client-append.js';
import type { FeedSettings } from './feed.js';
import { GrpcConnection } from './grpc-connection.js';
import { GrpcLog } from './grpc-log.js';
import { OwnAppend } from './own-append.js';
import type { Log } from './raw-log.js';
import type { Writer } from './writer-metadata.js';

export interface EventStoreConnection extends StoreAdapters {
  /** Rejects when the store does not answer within 2 s. */
  ping(): Promise<void>;
  /** Who the store says that it is; null when it does not. Rejects when it does not answer. */
  about(): Promise<{ readonly version: string | null }>;
  /** Ends followers and open calls; an append whose outcome is unknown rejects with STORE.UNAVAILABLE. */
  dispose(): Promise<void>;
}

export interface ConnectOptions {
  /** `esdb://host:2113?tls=false`, or any connection string of the client; credentials belong into it. */
  readonly url: string;
  readonly log: Log;
  readonly writer: Writer;
  /** An append that is not answered in this time is sent again, in ms. */
  readonly appendTimeoutMs?: number;
  /** False: appends go through the client’s own code, one call each, at four times the CPU. */
  readonly ownAppend?: boolean;
  readonly feed?: FeedSettings;
  /** The clock of payloads, in ms; default: this machine's. */
  readonly now?: () => number;
}

/** Access to EventStoreDB; one per process. Does not wait for the store: `ping` does. */
export function connect(options: ConnectOptions): EventStoreConnection {
  const { url, log, writer, appendTimeoutMs = 2_000, ownAppend = true, now } = options;
  const connection = new GrpcConnection(url);
  const appender = new (ownAppend ? OwnAppend : ClientAppend)(connection, appendTimeoutMs);
  const raw = new GrpcLog(connection, appender);
  const { dispose, ...adapters } = adaptersOver(raw, { log, writer, feed: options.feed, now });
  return {
    ...adapters,
    ping: async () => {
      await raw.ping();
    },
    about: async () => {
      await raw.ping();
      return { version: (await connection.serverVersion()) ?? null };
    },
    dispose: async () => {
      dispose();
      await connection.dispose();
    },
  };
}
