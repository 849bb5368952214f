import { randomUUID } from 'node:crypto';
import { EventLog } from './log/event-log.js';
import { ANY } from './log/expected-revision.js';
import { METADATA_TYPE } from './log/stream-metadata.js';
import { StreamReader } from './log/stream-reader.js';
import { append, batchAppend } from './services/append.js';
import { FIRST_STREAM, gossip, supportedMethods } from './services/about.js';
import { deleteStream } from './services/delete.js';
import { read } from './services/read.js';
import { readAccess, type Access } from './access.js';
import { DataFolderError, openDataFolder } from './data-folder.js';
import { openStorage } from './storage/open-storage.js';
import { type Storage } from './storage/storage.js';
import { type DiskFull } from './storage/storage-errors.js';
import { serveGrpc, type Method } from './wire/grpc-server.js';
import { EMPTY } from './wire/protobuf.js';
import { refusalText } from './wire/rpc-error.js';

export interface NodeOptions {
  /** Where the data is kept; made if it does not exist. One node at a time. */
  dataDir: string;
  /** 0 or nothing: a free one. */
  port?: number;
  /** Who may reach it and how; default: on 127.0.0.1, plain, everybody on this machine. */
  access?: Access;
  /** Instead of LMDB in the data folder: for tests with a disk of their own. */
  storage?: Storage;
  /** There was no room for appends, which have been refused; reads go on, and so do appends when there is room. */
  onFull?: (why: DiskFull) => void;
  /** Appends are on the disk. */
  onFlushed?: () => void;
  /** A write or a flush failed otherwise. The default ends the process: a store that goes on after that lies. */
  onFailure?: (error: unknown) => void;
  /** A bug: a call ended with an error that nobody foresaw. */
  onUnexpected?: (error: unknown, path: string) => void;
}

export interface RunningNode {
  port: number;
  /** Answers what was appended, ends open calls with CANCELLED, flushes, gives the data folder free. Under a second. */
  close(): Promise<void>;
}

const GRACE_MS = 300;

const GOSSIP = '/event_store.client.gossip.Gossip/Read';
const FEATURES = '/event_store.client.server_features.ServerFeatures/GetSupportedMethods';
/** The client asks these without credentials. They tell nothing of the events. */
const OPEN_TO_ALL: ReadonlySet<string> = new Set([GOSSIP, FEATURES]);

/** Starts a node. Rejects with DataFolderError when the folder cannot be used, with EADDRINUSE when the port cannot. */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
  const { access = readAccess({}) } = options;
  const folder = openDataFolder(options.dataDir);
  try {
    const storage = options.storage ?? openStorage(options.dataDir, folder);
    const { onFailure = endProcess, onFull, onFlushed } = options;
    const log = new EventLog({
      storage,
      onFailure,
      ...(onFull && { onFull }),
      ...(onFlushed && { onFlushed }),
      newId: randomUUID,
      now: Date.now,
    });
    if (log.isEmpty) await writeFirstEvent(log, options.dataDir);
    if (folder.isNew) folder.keepFormat(0);
    const reader = new StreamReader(log, storage, Date.now);
    let port = options.port ?? 0;
    const streams = '/event_store.client.streams.Streams/';
    const methods = new Map<string, Method>([
      [`${streams}BatchAppend`, batchAppend(log)],
      [`${streams}Append`, append(log)],
      [`${streams}Read`, read(log, reader)],
      [`${streams}Delete`, deleteStream(log, 'delete')],
      [`${streams}Tombstone`, deleteStream(log, 'tombstone')],
      [GOSSIP, gossip(() => ({ host: access.reachedAs, port }), randomUUID())],
      [FEATURES, supportedMethods()],
    ]);
    const server = await serveGrpc(methods, {
      host: access.host,
      port,
      tls: access.tls,
      admits: (path, authorization) => OPEN_TO_ALL.has(path) || access.admits(authorization),
      onUnexpected: options.onUnexpected ?? (() => undefined),
    });
    port = server.port;
    return {
      port,
      async close() {
        // Not until it is idle: busy writers would keep it open.
        await log.barrier();
        await server.close(GRACE_MS);
        await log.idle();
        await storage.close();
        folder.release();
      },
    };
  } catch (error) {
    folder.release();
    throw error;
  }
}

function writeFirstEvent(log: EventLog, dataDir: string): Promise<void> {
  const event = {
    id: Buffer.from(randomUUID()),
    type: Buffer.from(METADATA_TYPE),
    isJson: true,
    metadata: EMPTY,
    data: Buffer.from('{}'),
  };
  return new Promise((resolve, reject) =>
    log.append(FIRST_STREAM, ANY, [event], (result) => {
      if ('kind' in result) reject(new DataFolderError(`${dataDir} cannot take a new log: ${refusalText(result)}`));
      else resolve();
    }),
  );
}

function endProcess(error: unknown): void {
  process.stderr.write(`FATAL: the event store could not write to its disk, and ends: ${String(error)}\n`);
  process.exit(1);
}
