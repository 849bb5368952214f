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
import { type Service, type Supervised, type SupervisorEvent, supervise } from './supervisor.js';
import { welcome } from './welcome.js';

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
 * Starts everything in order, keeps it running until `signal` is aborted, and stops it in the reverse order.
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
    const ready = await startAll(options, folder);
    if (ready !== undefined) {
      welcome(screen, {
        root,
        dataFolder: folder.path,
        url: ready.url,
        signInAddress: await signInAddress(folder, ready),
        adminKey: ready.adminKey,
        dataFolderIsUsual: environment.MC_DATA_DIR === undefined,
        seconds: (performance.now() - began) / 1000,
      });
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    }
  } catch (error) {
    // Asked to stop in the middle of the start: whatever that broke is what was wanted.
    if (!signal.aborted) throw error;
  } finally {
    await stopAll(options);
    await folder.release();
  }
}

/** Undefined if it was asked to stop in the middle. */
async function startAll(options: Launch, folder: DataFolder): Promise<ServerReady | undefined> {
  const { environment, programs, screen, signal, running } = options;
  const left = await endLeftovers(folder);
  if (left.length > 0)
    screen.line(`  ${'earlier start'.padEnd(18)}ended without stopping ${left.join(', ')}; they have been ended`);
  const ports = await keptPorts(folder);
  // First: a port that is in use is to be said at once, not after the stores have been started.
  const httpPort = await ports.choose(
    'the server',
    { port: environment.MC_HTTP_PORT, variable: 'MC_HTTP_PORT' },
    defaultHttpPort,
  );
  const children = childrenRecord(folder);

  const start = async (service: Service, outcome: () => string) => {
    signal.throwIfAborted();
    const noted: Service = {
      name: service.name,
      async start(unwanted) {
        const process = await service.start(unwanted);
        await children.note(service.name, process.pid);
        return process;
      },
    };
    const report = (event: SupervisorEvent) => screen.report(event);
    const started = () => supervise(noted, report, signal, environment.MC_RESTART_MAX_MS);
    running.push(await screen.stage(service.name, started, outcome));
  };

  let databaseUrl = environment.DATABASE_URL;
  if (databaseUrl === undefined) {
    const port = await ports.choose('PostgreSQL', { port: environment.MC_POSTGRES_PORT, variable: 'MC_POSTGRES_PORT' });
    const postgres = postgresService(folder.path, port);
    await start(postgres, () => `port ${port}`);
    databaseUrl = postgres.url();
  }
  let eventStoreUrl = environment.EVENTSTORE_URL;
  if (eventStoreUrl === undefined) {
    const port = await ports.choose('the event store', {
      port: environment.MC_EVENTSTORE_PORT,
      variable: 'MC_EVENTSTORE_PORT',
    });
    const access = eventStoreAccess(environment, options.root);
    const eventStore = eventStoreService(programs.eventStore, folder.path, port, access);
    await start(eventStore, () => `port ${port}`);
    eventStoreUrl = eventStore.url();
  }
  const embedded = [
    ...(environment.EVENTSTORE_URL === undefined ? ['event-store'] : []),
    ...(environment.DATABASE_URL === undefined ? ['postgres'] : []),
  ];
  const server = serverService(programs.server, folder.path, { databaseUrl, eventStoreUrl, httpPort, embedded });
  await start(server, () => server.ready().url);
  const ready = server.ready();
  await folder.announce(ready.url);
  await startExamples(options, folder, ready, ports, start);
  return signal.aborted ? undefined : ready;
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

/** The examples are for trying things: if they fail, the product still runs, and says why they do not. */
async function startExamples(
  { root, environment, programs, screen, signal }: Launch,
  folder: DataFolder,
  ready: ServerReady,
  ports: KeptPorts,
  start: (service: Service, outcome: () => string) => Promise<void>,
): Promise<void> {
  try {
    const key = await keptKey(folder, ready);
    if (key === undefined) throw new StartupError(`there is no operator's key in ${folder.path}/cli.json`);
    const api = serverApi(ready.url, key);
    let openaiBaseUrl = environment.OPENAI_BASE_URL;
    if (openaiBaseUrl === undefined) {
      const port = await ports.choose('the demo model server', { port: undefined, variable: 'OPENAI_BASE_URL' });
      const modelServer = modelServerService(programs.modelServer, folder.path, port);
      await start(modelServer, () => modelServer.url());
      openaiBaseUrl = modelServer.url();
    }
    await screen.stage(
      'example workflows',
      () => applyExampleWorkflows(root, api),
      (names) => names.join(', ') || 'none',
    );
    const env = { serverUrl: ready.url, openaiBaseUrl };
    await start(await exampleAgentsService(programs.agents, folder, api, env), () => 'connected');
  } catch (error) {
    if (signal.aborted) throw error;
    screen.line(`  ${'examples'.padEnd(18)}not started: ${error instanceof Error ? error.message : String(error)}`);
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
