import { parseArgs } from "node:util";
import pino from "pino";
import { z } from "zod";
import { AccessError, readAccess } from "./access.js";
import { DataFolderError } from "./data-folder.js";
import { startNode } from "./node.js";
import { DamagedStore } from "./storage/storage-errors.js";
import { SERVER_VERSION } from "./services/about.js";
const USAGE = `usage: event-store --data DIR [--host HOST] [--port N] [--tls-certificate FILE --tls-key FILE] [--user NAME] [--exit-with-parent] [--i-know-this-is-not-eventstoredb]
The password of --user is read from the environment, MC_EVENTSTORE_PASSWORD.`, SHUTDOWN_MS = 900, Arguments = z.object({
  data: z.string("--data DIR is missing: the folder that holds the events").min(1, "--data is empty"),
  port: z.coerce.number("--port takes a number").int().min(0, "--port is below 0").max(65535, "--port is above 65535").default(0),
  host: z.string().min(1, "--host is empty").optional(),
  "tls-certificate": z.string().min(1, "--tls-certificate is empty").optional(),
  "tls-key": z.string().min(1, "--tls-key is empty").optional(),
  user: z.string().min(1, "--user is empty").optional(),
  "exit-with-parent": z.boolean().default(!1),
  "i-know-this-is-not-eventstoredb": z.boolean().default(!1)
}), output = pino.destination({ fd: 2, sync: !0 });
output.on("error", () => {
});
process.stderr.on("error", () => {
});
const logger = pino({ name: "mission-control-embedded-event-store" }, output);
function refuse(message, exitCode) {
  process.stderr.write(`${message}
`), process.exit(exitCode);
}
function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        data: { type: "string" },
        port: { type: "string" },
        host: { type: "string" },
        "tls-certificate": { type: "string" },
        "tls-key": { type: "string" },
        user: { type: "string" },
        "exit-with-parent": { type: "boolean" },
        "i-know-this-is-not-eventstoredb": { type: "boolean" }
      }
    }), parsed = Arguments.safeParse(values);
    return parsed.success ? parsed.data : refuse(`${parsed.error.issues.map((issue) => issue.message).join(`
`)}
${USAGE}`, 2);
  } catch (error) {
    return refuse(`${error instanceof Error ? error.message : String(error)}
${USAGE}`, 2);
  }
}
async function main() {
  const options = readArguments();
  process.env.NODE_ENV === "production" && !options["i-know-this-is-not-eventstoredb"] && refuse(
    "This is the embedded event store, made for one machine; with NODE_ENV=production set EVENTSTORE_URL to an EventStoreDB, or pass --i-know-this-is-not-eventstoredb.",
    1
  );
  const access = readAccess({
    host: options.host,
    certificateFile: options["tls-certificate"],
    keyFile: options["tls-key"],
    user: options.user,
    // Not an argument: those can be seen by everybody on the machine. It belongs to --user; alone it is another program's.
    password: options.user === void 0 ? void 0 : process.env.MC_EVENTSTORE_PASSWORD || void 0
  });
  let isFull = !1;
  const node = await startNode({
    dataDir: options.data,
    onFull({ message }) {
      isFull || logger.error(`${message} Appends are refused until there is some; reads go on.`), isFull = !0;
    },
    onFlushed() {
      isFull && logger.info("there is space on the disk again: appends are taken"), isFull = !1;
    },
    port: options.port,
    access,
    onFailure(error) {
      logger.fatal(
        { err: error },
        "a write to the disk failed; the event store ends, since it could not keep its word any more"
      ), process.exit(1);
    },
    onUnexpected: (error, path) => logger.error({ err: error, path }, "a call ended with an unexpected error")
  });
  logger.info(
    {
      host: access.host,
      port: node.port,
      tls: access.tls !== void 0,
      data: options.data,
      follows: `EventStoreDB ${SERVER_VERSION}`
    },
    "Mission Control embedded event store: speaks the protocol of EventStoreDB, and is not EventStoreDB"
  ), process.stdout.write(`${JSON.stringify({ ready: !0, port: node.port, pid: process.pid })}
`), endWith(node, options["exit-with-parent"]);
}
function endWith(node, exitWithParent) {
  let ending = !1;
  const end = (why) => {
    ending || (ending = !0, logger.info({ why }, "shutting down"), setTimeout(() => process.exit(0), SHUTDOWN_MS).unref(), node.close().then(
      () => process.exit(0),
      (error) => {
        logger.error({ err: error }, "the shutdown failed"), process.exit(1);
      }
    ));
  };
  if (process.on("SIGTERM", () => end("SIGTERM")), process.on("SIGINT", () => end("SIGINT")), !!exitWithParent) {
    if (process.channel) {
      process.on("disconnect", () => end("the parent process is gone"));
      return;
    }
    process.stdin.on("end", () => end("the parent process is gone")), process.stdin.on("error", () => end("the parent process is gone")), process.stdin.resume();
  }
}
main().catch((error) => {
  (error instanceof DataFolderError || error instanceof AccessError || error instanceof DamagedStore) && refuse(error.message, 1), error instanceof Error && "code" in error && error.code === "EADDRNOTAVAIL" && refuse(`${error.message}. This machine has no such address: give --host one that it has.`, 1), error instanceof Error && "code" in error && error.code === "EADDRINUSE" && refuse(`${error.message}. Stop what uses that port, or start with another --port (0: a free one).`, 1), logger.fatal({ err: error }, "the event store could not start"), process.exit(1);
});
//# sourceMappingURL=main.js.map
