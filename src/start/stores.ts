import { createWriteStream, type WriteStream } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { startPostgres } from '../embedded/postgres/start-postgres.js';
import { startProgram } from './child-process.js';
import { logFile } from './log-file.js';
import { type Running, type Service } from './supervisor.js';

const Serving = z.object({ ready: z.literal(true), port: z.number().int(), pid: z.number().int() });

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

/** The embedded event store on a fixed port. */
export function eventStoreService(script: string, dataFolder: string, port: number): Service & { url(): string } {
  return {
    name: 'event store',
    url: () => `esdb://127.0.0.1:${port}?tls=false`,
    start: async (signal) =>
      startProgram(
        {
          title: 'event store',
          script,
          args: ['--data', path.join(dataFolder, 'event-store'), '--port', String(port), '--exit-with-parent'],
          logFile: await logFile(dataFolder, 'event-store'),
          ready: { by: 'stdout', schema: Serving },
        },
        signal,
      ),
  };
}

/** An immediate shutdown: no checkpoint, the next start recovers. */
function quit(pid: number): void {
  try {
    process.kill(pid, 'SIGQUIT');
  } catch {
    // It has ended already.
  }
}
