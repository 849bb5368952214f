import { adaptersOver } from "./adapters.js";
import { ClientAppend } from "./client-append.js";
import { GrpcConnection } from "./grpc-connection.js";
import { GrpcLog } from "./grpc-log.js";
import { OwnAppend } from "./own-append.js";
function connect(options) {
  const { url, log, writer, appendTimeoutMs = 2e3, ownAppend = !0, now } = options, connection = new GrpcConnection(url), appender = new (ownAppend ? OwnAppend : ClientAppend)(connection, appendTimeoutMs), raw = new GrpcLog(connection, appender), { dispose, ...adapters } = adaptersOver(raw, { log, writer, feed: options.feed, now });
  return {
    ...adapters,
    ping: async () => {
      await raw.ping();
    },
    about: async () => (await raw.ping(), { version: await connection.serverVersion() ?? null }),
    dispose: async () => {
      dispose(), await connection.dispose();
    }
  };
}
export {
  connect
};
//# sourceMappingURL=connect.js.map
