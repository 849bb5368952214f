import { connect, type ConnectOptions, type EventStoreConnection } from '../../../src/eventstore/connect.js';

const SILENT = { info: () => undefined, warn: () => undefined };

/** A connection with short waits. */
export function connectTo(port: number, options: Partial<ConnectOptions> = {}): EventStoreConnection {
  return connect({
    url: `esdb://127.0.0.1:${port}?tls=false`,
    log: SILENT,
    writer: { version: '0.1.0', bootId: 'boot' },
    appendTimeoutMs: 300,
    ...options,
  });
}
