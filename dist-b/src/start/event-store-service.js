import path from "node:path";
import { z } from "zod";
import { AccessError, readAccess } from "../embedded/event-store/access.js";
import { StartupError } from "../embedded/startup-error.js";
import { startProgram } from "./child-process.js";
import { logFile } from "./log-file.js";
import {} from "./supervisor.js";
const Serving = z.object({ ready: z.literal(!0), port: z.number().int(), pid: z.number().int() });
function eventStoreService(script, dataFolder, port, access) {
  const { settings } = access, { reachedAs } = checked(settings), option = (name, value) => value === void 0 ? [] : [name, value];
  return {
    name: "event store",
    url: () => connectionString(reachedAs, port, access),
    start: async (signal) => startProgram(
      {
        title: "event store",
        script,
        args: [
          "--data",
          path.join(dataFolder, "event-store"),
          "--port",
          String(port),
          "--exit-with-parent",
          ...option("--host", settings.host),
          ...option("--tls-certificate", settings.certificateFile),
          ...option("--tls-key", settings.keyFile),
          ...option("--user", settings.user)
        ],
        logFile: await logFile(dataFolder, "event-store"),
        ready: { by: "stdout", schema: Serving }
      },
      signal
    )
  };
}
function checked(settings) {
  try {
    return readAccess(settings);
  } catch (error) {
    throw error instanceof AccessError ? new StartupError(
      `The event store cannot be reached as MC_EVENTSTORE_* in the environment say: ${error.message.split(`
`).join(" ")}`
    ) : error;
  }
}
function connectionString(host, port, { settings, authorityFile }) {
  if (settings.certificateFile === void 0) return `esdb://${host}:${port}?tls=false`;
  const { user, password } = settings;
  return `esdb://${user === void 0 || password === void 0 ? "" : `${encodeURIComponent(user)}:${encodeURIComponent(password)}@`}${host}:${port}?tls=true&tlsCAFile=${authorityFile ?? settings.certificateFile}`;
}
export {
  connectionString,
  eventStoreService
};
//# sourceMappingURL=event-store-service.js.map
