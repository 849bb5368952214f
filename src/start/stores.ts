import { createWriteStream, type WriteStream } from 'node:fs';
import path from 'node:path';
import { preparePostgres, type PreparedPostgres } from '../embedded/postgres/start-postgres.js';
import { logFile } from './log-file.js';
import { type Running, type Service } from './supervisor.js';

/** PostgreSQL on a fixed port; `url()` is its connection string (the same over restarts), known before it runs. */
export function postgresService(dataFolder: string, port: number): Service & { url(): Promise<string> } {
  let prepared: Promise<PreparedPostgres> | undefined;
  const prepare = () => (prepared ??= openLog(dataFolder).then((log) => prepareIn(dataFolder, log)));
  return {
    name: 'PostgreSQL',
    url: async () => (await prepare()).url(port),
    async start(): Promise<Running> {
      const server = await (await prepare()).start(port);
      const { pid } = server;
      const exited = new Promise<string>((resolve) => server.onExit(() => resolve('its process ended')));
      return { pid, exited, stop: () => server.stop(), kill: () => quit(pid) };
    },
  };
}

const prepareIn = (dataFolder: string, log: WriteStream): Promise<PreparedPostgres> =>
  preparePostgres({ dataDir: path.join(dataFolder, 'postgres'), log: (line) => log.write(`${line}\n`) });

/** One for all its lives: when its main process was killed, the others still have something to say. */
async function openLog(dataFolder: string): Promise<WriteStream> {
  const log = createWriteStream(await logFile(dataFolder, 'postgres'), { flags: 'a', mode: 0o600 });
  // A log that cannot be written (a full disk) must not end what it is about.
  log.on('error', () => undefined);
  return log;
}

/** An immediate shutdown: no checkpoint, the next start recovers. */
function quit(pid: number): void {
  try {
    process.kill(pid, 'SIGQUIT');
  } catch {
    // It has ended already.
  }
}
