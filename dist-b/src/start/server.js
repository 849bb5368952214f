import { z } from "zod";
import { startProgram } from "./child-process.js";
import { logFile } from "./log-file.js";
import {} from "./supervisor.js";
const ServerReady = z.object({
  ready: z.literal(!0),
  url: z.url(),
  adminKey: z.string().optional(),
  firstStart: z.boolean()
});
function serverService(script, dataFolder, env) {
  let first;
  return {
    name: "server",
    ready() {
      if (first === void 0) throw new Error("The server was asked for before it was ready.");
      return first;
    },
    async start(signal) {
      const running = await startProgram(
        {
          title: "server",
          script,
          env: {
            DATABASE_URL: env.databaseUrl,
            EVENTSTORE_URL: env.eventStoreUrl,
            MC_HTTP_PORT: String(env.httpPort),
            MC_EMBEDDED: env.embedded.join(","),
            MC_DATA_DIR: dataFolder,
            // What was under way when it died waits for it.
            ...first === void 0 ? {} : { MC_WARM_UP: "off" }
          },
          logFile: await logFile(dataFolder, "server"),
          ready: { by: "message", schema: ServerReady }
        },
        signal
      );
      return first ??= running.ready, running;
    }
  };
}
export {
  serverService
};
//# sourceMappingURL=server.js.map
