import { z } from "zod";
import { openDataFolder } from "../embedded/data-folder.js";
import { StartupError } from "../embedded/startup-error.js";
import { dataFolderPath, eventStoreAccess } from "./environment.js";
import { eventStoreService } from "./event-store-service.js";
import { applyExampleWorkflows, exampleAgentsService, modelServerService } from "./examples.js";
import { keptPorts } from "./kept-ports.js";
import { childrenRecord, endLeftovers } from "./leftovers.js";
import {} from "./programs.js";
import {} from "./screen.js";
import { serverApi } from "./server-api.js";
import { serverService } from "./server.js";
import { postgresService } from "./stores.js";
import { supervise } from "./supervisor.js";
import { welcome } from "./welcome.js";
const CliFile = z.object({ url: z.string(), key: z.string() }), defaultHttpPort = 4700;
async function launch(options) {
  const { root, environment, screen, signal } = options, began = performance.now();
  screen.line(screen.strong("Mission Control"));
  const folder = await openDataFolder(dataFolderPath(environment, root));
  try {
    screen.line(`  ${"data folder".padEnd(18)}${folder.path}`);
    const ready = await startAll(options, folder);
    ready !== void 0 && (welcome(screen, {
      root,
      dataFolder: folder.path,
      url: ready.url,
      signInAddress: await signInAddress(folder, ready),
      adminKey: ready.adminKey,
      dataFolderIsUsual: environment.MC_DATA_DIR === void 0,
      seconds: (performance.now() - began) / 1e3
    }), signal.aborted || await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: !0 })));
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await stopAll(options), await folder.release();
  }
}
async function startAll(options, folder) {
  const { environment, programs, screen, signal, running } = options, left = await endLeftovers(folder);
  left.length > 0 && screen.line(`  ${"earlier start".padEnd(18)}ended without stopping ${left.join(", ")}; they have been ended`);
  const ports = await keptPorts(folder), httpPort = await ports.choose(
    "the server",
    { port: environment.MC_HTTP_PORT, variable: "MC_HTTP_PORT" },
    defaultHttpPort
  ), children = childrenRecord(folder), start = async (service, outcome) => {
    signal.throwIfAborted();
    const noted = {
      name: service.name,
      async start(unwanted) {
        const process = await service.start(unwanted);
        return await children.note(service.name, process.pid), process;
      }
    }, report = (event) => screen.report(event), started = () => supervise(noted, report, signal, environment.MC_RESTART_MAX_MS);
    running.push(await screen.stage(service.name, started, outcome));
  };
  let databaseUrl = environment.DATABASE_URL;
  if (databaseUrl === void 0) {
    const port = await ports.choose("PostgreSQL", { port: environment.MC_POSTGRES_PORT, variable: "MC_POSTGRES_PORT" }), postgres = postgresService(folder.path, port);
    await start(postgres, () => `port ${port}`), databaseUrl = postgres.url();
  }
  let eventStoreUrl = environment.EVENTSTORE_URL;
  if (eventStoreUrl === void 0) {
    const port = await ports.choose("the event store", {
      port: environment.MC_EVENTSTORE_PORT,
      variable: "MC_EVENTSTORE_PORT"
    }), access = eventStoreAccess(environment, options.root), eventStore = eventStoreService(programs.eventStore, folder.path, port, access);
    await start(eventStore, () => `port ${port}`), eventStoreUrl = eventStore.url();
  }
  const embedded = [
    ...environment.EVENTSTORE_URL === void 0 ? ["event-store"] : [],
    ...environment.DATABASE_URL === void 0 ? ["postgres"] : []
  ], server = serverService(programs.server, folder.path, { databaseUrl, eventStoreUrl, httpPort, embedded });
  await start(server, () => server.ready().url);
  const ready = server.ready();
  return await folder.announce(ready.url), await startExamples(options, folder, ready, ports, start), signal.aborted ? void 0 : ready;
}
async function signInAddress(folder, ready) {
  const key = await keptKey(folder, ready);
  return key === void 0 ? void 0 : serverApi(ready.url, key).signInAddress().catch(() => {
  });
}
const keptKey = async (folder, ready) => ready.adminKey ?? (await folder.read("cli.json", CliFile))?.key;
async function startExamples({ root, environment, programs, screen, signal }, folder, ready, ports, start) {
  try {
    const key = await keptKey(folder, ready);
    if (key === void 0) throw new StartupError(`there is no operator's key in ${folder.path}/cli.json`);
    const api = serverApi(ready.url, key);
    let openaiBaseUrl = environment.OPENAI_BASE_URL;
    if (openaiBaseUrl === void 0) {
      const port = await ports.choose("the demo model server", { port: void 0, variable: "OPENAI_BASE_URL" }), modelServer = modelServerService(programs.modelServer, folder.path, port);
      await start(modelServer, () => modelServer.url()), openaiBaseUrl = modelServer.url();
    }
    await screen.stage(
      "example workflows",
      () => applyExampleWorkflows(root, api),
      (names) => names.join(", ") || "none"
    );
    const env = { serverUrl: ready.url, openaiBaseUrl };
    await start(await exampleAgentsService(programs.agents, folder, api, env), () => "connected");
  } catch (error) {
    if (signal.aborted) throw error;
    screen.line(`  ${"examples".padEnd(18)}not started: ${error instanceof Error ? error.message : String(error)}`);
  }
}
async function stopAll({ running, screen }) {
  running.length > 0 && screen.line();
  for (const supervised of running.reverse())
    await screen.stage(
      supervised.name,
      () => supervised.stop(),
      () => "stopped"
    );
}
export {
  launch
};
//# sourceMappingURL=launch.js.map
