import { createWriteStream } from "node:fs";
import path from "node:path";
import { startPostgres } from "../embedded/postgres/start-postgres.js";
import { logFile } from "./log-file.js";
import {} from "./supervisor.js";
function postgresService(dataFolder, port) {
  let url = "", log;
  return {
    name: "PostgreSQL",
    url: () => url,
    async start() {
      log ??= await openLog(dataFolder);
      const to = log, server = await startPostgres({
        dataDir: path.join(dataFolder, "postgres"),
        port,
        log: (line) => to.write(`${line}
`)
      }), { pid } = server;
      url = server.url;
      const exited = new Promise((resolve) => server.onExit(() => resolve("its process ended")));
      return { pid, exited, stop: () => server.stop(), kill: () => quit(pid) };
    }
  };
}
async function openLog(dataFolder) {
  const log = createWriteStream(await logFile(dataFolder, "postgres"), { flags: "a", mode: 384 });
  return log.on("error", () => {
  }), log;
}
function quit(pid) {
  try {
    process.kill(pid, "SIGQUIT");
  } catch {
  }
}
export {
  postgresService
};
//# sourceMappingURL=stores.js.map
