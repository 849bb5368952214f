import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

export interface FoundStores {
  readonly eventStoreUrl: string | undefined;
  readonly databaseUrl: string | undefined;
}
interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** Ports that `npm start` keeps, by what it calls them. */
const Ports = z.object({ PostgreSQL: z.int().optional(), 'the event store': z.int().optional() });

/**
 * Where the stores are: EVENTSTORE_URL and DATABASE_URL, else those that `npm start` runs out of the data folder (MC_DATA_DIR, else
 * `.mission-control` here or in a folder above). Whether they answer is for the caller to find out.
 */
export function findStores(around: Surroundings): FoundStores {
  const { env } = around;
  const folder = dataFolder(around);
  const ports = folder === undefined ? {} : portsOf(folder);
  const eventStore = ports['the event store'];
  return {
    eventStoreUrl:
      env['EVENTSTORE_URL'] || (eventStore === undefined ? undefined : `esdb://127.0.0.1:${eventStore}?tls=false`),
    databaseUrl: env['DATABASE_URL'] || (folder === undefined ? undefined : embeddedDatabase(folder, ports.PostgreSQL)),
  };
}

function dataFolder({ env, cwd }: Surroundings): string | undefined {
  const given = env['MC_DATA_DIR'];
  if (given) return path.resolve(cwd, given);
  for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
    const found = path.join(folder, '.mission-control');
    if (read(path.join(found, 'ports.json')) !== undefined) return found;
    if (path.dirname(folder) === folder) return undefined;
  }
}

function portsOf(folder: string): z.infer<typeof Ports> {
  try {
    return Ports.parse(JSON.parse(read(path.join(folder, 'ports.json')) ?? '{}'));
  } catch {
    return {};
  }
}

/** As src/embedded/postgres makes it. */
function embeddedDatabase(folder: string, port: number | undefined): string | undefined {
  const password = read(path.join(folder, 'postgres', 'password'))?.trim();
  if (port === undefined || password === undefined) return undefined;
  return `postgres://mission_control:${password}@127.0.0.1:${port}/mission_control`;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
