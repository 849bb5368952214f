import path from 'node:path';
import { z } from 'zod';
import { AccessError, readAccess, type Access, type AccessSettings } from '../embedded/event-store/access.js';
import { StartupError } from '../embedded/startup-error.js';
import { startProgram } from './child-process.js';
import { logFile } from './log-file.js';
import { type Service } from './supervisor.js';

const Serving = z.object({ ready: z.literal(true), port: z.number().int(), pid: z.number().int() });

/** Who may reach the embedded event store, and how; paths are absolute. */
export interface EventStoreAccess {
  readonly settings: AccessSettings;
  /** PEM file by which clients check the certificate. */
  readonly authorityFile: string | undefined;
}

/**
 * The embedded event store on a fixed port.
 *
 * @throws StartupError when it may not be reached as it is set
 */
export function eventStoreService(
  script: string,
  dataFolder: string,
  port: number,
  access: EventStoreAccess,
): Service & { url(): string } {
  const { settings } = access;
  const { reachedAs } = checked(settings);
  const option = (name: string, value: string | undefined): string[] => (value === undefined ? [] : [name, value]);
  return {
    name: 'event store',
    url: () => connectionString(reachedAs, port, access),
    start: async (signal) =>
      startProgram(
        {
          title: 'event store',
          script,
          args: [
            ...['--data', path.join(dataFolder, 'event-store'), '--port', String(port), '--exit-with-parent'],
            ...option('--host', settings.host),
            ...option('--tls-certificate', settings.certificateFile),
            ...option('--tls-key', settings.keyFile),
            ...option('--user', settings.user),
          ],
          logFile: await logFile(dataFolder, 'event-store'),
          ready: { by: 'stdout', schema: Serving },
        },
        signal,
      ),
  };
}

function checked(settings: AccessSettings): Access {
  try {
    return readAccess(settings);
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    throw new StartupError(
      `The event store cannot be reached as MC_EVENTSTORE_* in the environment say: ${error.message.split('\n').join(' ')}`,
    );
  }
}

/** What clients on this machine connect by; with the password in it. */
export function connectionString(host: string, port: number, { settings, authorityFile }: EventStoreAccess): string {
  if (settings.certificateFile === undefined) return `esdb://${host}:${port}?tls=false`;
  const { user, password } = settings;
  const credentials =
    user === undefined || password === undefined ? '' : `${encodeURIComponent(user)}:${encodeURIComponent(password)}@`;
  return `esdb://${credentials}${host}:${port}?tls=true&tlsCAFile=${authorityFile ?? settings.certificateFile}`;
}
