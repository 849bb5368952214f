import { createWriteStream, type WriteStream } from 'node:fs';
import path from 'node:path';
import { startPostgres } from '../embedded/postgres/start-postgres.js';
import { logFile } from './log-file.js';
import { type Running, type Service } from './supervisor.js';

/** PostgreSQL on a fixed port; `url()` is its connection string once it runs (the same over restarts). */
export function postgresService(dataFolder: string, port: number): Service & { url(): string } {
  let url = '';
  let log: WriteStream | undefined;
  return {
    name: 'PostgreSQL',
    url: () => url,
    async start(): Promise<Running> {
      log ??= await openLog(dataFolder);
      const to = log;
      const server = await startPostgres({
        dataDir: path.join(dataFolder, 'postgres'),
        port,
        log: (line) => to.write(`${line}\n`),
      });
      const { pid } = server;
      url = server.url;
      const exited = new Promise<string>((resolve) => server.onExit(() => resolve('its process ended')));
      return { pid, exited, stop: () => server.stop(), kill: () => quit(pid) };
    },
  };
}

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
