import { z } from 'zod';
import { type DataFolder, openDataFolder } from '../embedded/data-folder.js';
import { StartupError } from '../embedded/startup-error.js';
import { dataFolderPath, eventStoreAccess, type Environment } from './environment.js';
import { eventStoreService } from './event-store-service.js';
import { applyExampleWorkflows, exampleAgentsService, modelServerService } from './examples.js';
import { type KeptPorts, keptPorts } from './kept-ports.js';
import { childrenRecord, endLeftovers } from './leftovers.js';
import { type Programs } from './programs.js';
import { type Screen } from './screen.js';
import { serverApi } from './server-api.js';
import { type ServerReady, serverService } from './server.js';
import { postgresService } from './stores.js';
import { type Supervised } from './supervisor.js';
import { type Stage, starter, type StartTogether } from './together.js';
import { welcome, whatToTry } from './welcome.js';

const CliFile = z.object({ url: z.string(), key: z.string() });
const defaultHttpPort = 4700;

export interface Launch {
  readonly root: string;
  readonly environment: Environment;
  readonly programs: Programs;
  readonly screen: Screen;
  /** Aborted when everything shall be stopped. */
  readonly signal: AbortSignal;
  /** Receives what runs, as it is started: the way to end everything at once. */
  readonly running: Supervised[];
}

/**
 * Starts everything, keeps it running until `signal` is aborted, and stops it in the reverse order. It says that it is ready
 * when the server serves; the examples come after that.
 *
 * @throws StartupError if something cannot start; what was started by then has been stopped
 */
export async function launch(options: Launch): Promise<void> {
  const { root, environment, screen, signal } = options;
  const began = performance.now();
  screen.line(screen.strong('Mission Control'));
  const folder = await openDataFolder(dataFolderPath(environment, root));
  try {
    screen.line(`  ${'data folder'.padEnd(18)}${folder.path}`);
    const left = await endLeftovers(folder);
    if (left.length > 0)
      screen.line(`  ${'earlier start'.padEnd(18)}ended without stopping ${left.join(', ')}; they have been ended`);
    const ports = await keptPorts(folder);
    const start = starter(options, childrenRecord(folder));
    const ready = await startServer(options, folder, ports, start);
    const started = { root, dataFolder: folder.path, dataFolderIsUsual: environment.MC_DATA_DIR === undefined };
    welcome(screen, {
      ...started,
      url: ready.url,
      signInAddress: await signInAddress(folder, ready),
      adminKey: ready.adminKey,
      seconds: (performance.now() - began) / 1000,
    });
    const withExamples = await startExamples(options, folder, ready, ports, start);
    whatToTry(screen, { ...started, withExamples });
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  } catch (error) {
    // Asked to stop in the middle of the start: whatever that broke is what was wanted.
    if (!signal.aborted) throw error;
  } finally {
    await stopAll(options);
    await folder.release();
  }
}

/** The stores and the server at once: until its stores are there the server does what it can do without them. */
async function startServer(
  { root, environment, programs, signal }: Launch,
  folder: DataFolder,
  ports: KeptPorts,
  start: StartTogether,
): Promise<ServerReady> {
  const { DATABASE_URL: databaseUrl, EVENTSTORE_URL: eventStoreUrl } = environment;
  // First: a port that is in use is to be said at once.
  const httpPort = await ports.choose(
    'the server',
    { port: environment.MC_HTTP_PORT, variable: 'MC_HTTP_PORT' },
    defaultHttpPort,
  );
  const stages: Stage[] = [];
  let database = () => Promise.resolve(databaseUrl ?? '');
  if (databaseUrl === undefined) {
    const port = await ports.choose('PostgreSQL', { port: environment.MC_POSTGRES_PORT, variable: 'MC_POSTGRES_PORT' });
    const service = postgresService(folder.path, port);
    stages.push({ service, outcome: () => `port ${port}` });
    database = () => service.url();
  }
  let eventStore = eventStoreUrl ?? '';
  if (eventStoreUrl === undefined) {
    const port = await ports.choose('the event store', {
      port: environment.MC_EVENTSTORE_PORT,
      variable: 'MC_EVENTSTORE_PORT',
    });
    const service = eventStoreService(programs.eventStore, folder.path, port, eventStoreAccess(environment, root));
    stages.push({ service, outcome: () => `port ${port}` });
    eventStore = service.url();
  }
  const service = serverService(programs.server, folder.path, {
    databaseUrl: database,
    eventStoreUrl: eventStore,
    httpPort,
    embedded: [
      ...(eventStoreUrl === undefined ? ['event-store'] : []),
      ...(databaseUrl === undefined ? ['postgres'] : []),
    ],
  });
  await start(...stages, { service, outcome: () => service.ready().url });
  signal.throwIfAborted();
  const ready = service.ready();
  await folder.announce(ready.url);
  return ready;
}

/** Undefined when the key that is kept opens nothing any more: then people sign in with a key of their own. */
async function signInAddress(folder: DataFolder, ready: ServerReady): Promise<string | undefined> {
  const key = await keptKey(folder, ready);
  return key === undefined
    ? undefined
    : serverApi(ready.url, key)
        .signInAddress()
        .catch(() => undefined);
}

const keptKey = async (folder: DataFolder, ready: ServerReady): Promise<string | undefined> =>
  ready.adminKey ?? (await folder.read('cli.json', CliFile))?.key;

/** The examples are for trying things: if they fail, the product still runs, and says why they do not. Whether they can be tried. */
async function startExamples(
  { root, environment, programs, screen, signal }: Launch,
  folder: DataFolder,
  ready: ServerReady,
  ports: KeptPorts,
  start: StartTogether,
): Promise<boolean> {
  try {
    const key = await keptKey(folder, ready);
    if (key === undefined) throw new StartupError(`there is no operator's key in ${folder.path}/cli.json`);
    const api = serverApi(ready.url, key);
    const stages: Stage[] = [];
    let openaiBaseUrl = environment.OPENAI_BASE_URL;
    if (openaiBaseUrl === undefined) {
      const port = await ports.choose('the demo model server', { port: undefined, variable: 'OPENAI_BASE_URL' });
      const service = modelServerService(programs.modelServer, folder.path, port);
      stages.push({ service, outcome: () => service.url() });
      openaiBaseUrl = service.url();
    }
    await screen.stage(
      'example workflows',
      () => applyExampleWorkflows(root, api),
      (names) => names.join(', ') || 'none',
    );
    const service = await exampleAgentsService(programs.agents, folder, api, { serverUrl: ready.url, openaiBaseUrl });
    await start(...stages, { service, outcome: () => 'connected' });
    return true;
  } catch (error) {
    if (signal.aborted) throw error;
    screen.line(`  ${'examples'.padEnd(18)}not started: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

async function stopAll({ running, screen }: Launch): Promise<void> {
  if (running.length > 0) screen.line();
  for (const supervised of running.reverse()) {
    await screen.stage(
      supervised.name,
      () => supervised.stop(),
      () => 'stopped',
    );
  }
}
