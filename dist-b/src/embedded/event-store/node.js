import { randomUUID } from "node:crypto";
import { EventLog } from "./log/event-log.js";
import { ANY } from "./log/expected-revision.js";
import { METADATA_TYPE } from "./log/stream-metadata.js";
import { StreamReader } from "./log/stream-reader.js";
import { append, batchAppend } from "./services/append.js";
import { FIRST_STREAM, gossip, supportedMethods } from "./services/about.js";
import { deleteStream } from "./services/delete.js";
import { read } from "./services/read.js";
import { readAccess } from "./access.js";
import { DataFolderError, openDataFolder } from "./data-folder.js";
import { openStorage } from "./storage/open-storage.js";
import {} from "./storage/storage.js";
import {} from "./storage/storage-errors.js";
import { serveGrpc } from "./wire/grpc-server.js";
import { EMPTY } from "./wire/protobuf.js";
import { refusalText } from "./wire/rpc-error.js";
const GRACE_MS = 300, GOSSIP = "/event_store.client.gossip.Gossip/Read", FEATURES = "/event_store.client.server_features.ServerFeatures/GetSupportedMethods", OPEN_TO_ALL = /* @__PURE__ */ new Set([GOSSIP, FEATURES]);
async function startNode(options) {
  const { access = readAccess({}) } = options, folder = openDataFolder(options.dataDir);
  try {
    const storage = options.storage ?? openStorage(options.dataDir, folder), { onFailure = endProcess, onFull, onFlushed } = options, log = new EventLog({
      storage,
      onFailure,
      ...onFull && { onFull },
      ...onFlushed && { onFlushed },
      newId: randomUUID,
      now: Date.now
    });
    log.isEmpty && await writeFirstEvent(log, options.dataDir), folder.isNew && folder.keepFormat(0);
    const reader = new StreamReader(log, storage, Date.now);
    let port = options.port ?? 0;
    const streams = "/event_store.client.streams.Streams/", methods = /* @__PURE__ */ new Map([
      [`${streams}BatchAppend`, batchAppend(log)],
      [`${streams}Append`, append(log)],
      [`${streams}Read`, read(log, reader)],
      [`${streams}Delete`, deleteStream(log, "delete")],
      [`${streams}Tombstone`, deleteStream(log, "tombstone")],
      [GOSSIP, gossip(() => ({ host: access.reachedAs, port }), randomUUID())],
      [FEATURES, supportedMethods()]
    ]), server = await serveGrpc(methods, {
      host: access.host,
      port,
      tls: access.tls,
      admits: (path, authorization) => OPEN_TO_ALL.has(path) || access.admits(authorization),
      onUnexpected: options.onUnexpected ?? (() => {
      })
    });
    return port = server.port, {
      port,
      async close() {
        await log.barrier(), await server.close(GRACE_MS), await log.idle(), await storage.close(), folder.release();
      }
    };
  } catch (error) {
    throw folder.release(), error;
  }
}
function writeFirstEvent(log, dataDir) {
  const event = {
    id: Buffer.from(randomUUID()),
    type: Buffer.from(METADATA_TYPE),
    isJson: !0,
    metadata: EMPTY,
    data: Buffer.from("{}")
  };
  return new Promise(
    (resolve, reject) => log.append(FIRST_STREAM, ANY, [event], (result) => {
      "kind" in result ? reject(new DataFolderError(`${dataDir} cannot take a new log: ${refusalText(result)}`)) : resolve();
    })
  );
}
function endProcess(error) {
  process.stderr.write(`FATAL: the event store could not write to its disk, and ends: ${String(error)}
`), process.exit(1);
}
export {
  startNode
};
//# sourceMappingURL=node.js.map
