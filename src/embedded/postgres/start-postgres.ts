import pg from 'pg';
import { freePort } from '../ports.js';
import { postgresBinaries } from './binaries.js';
import { openCluster, roleName } from './cluster.js';
import { startPostmaster } from './postmaster.js';

export interface PreparedPostgres {
  /** A connection string with password, for the database `mission_control` on a server that listens on this port. */
  url(port: number): string;
  /** Recovers by itself from a kill of an earlier server. */
  start(port: number, settings?: Readonly<Record<string, string>>): Promise<RunningPostgres>;
}

export interface RunningPostgres {
  /** A connection string with password, for the database `mission_control`. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** A fast shutdown; everything that was committed stays. */
  stop(): Promise<void>;
  /** Calls back once when the server is gone, also after `stop`. */
  onExit(callback: () => void): void;
}

/**
 * Starts a PostgreSQL server on 127.0.0.1 with its data in `dataDir` (made if it is not there). Commits are durable
 * unless `settings` says otherwise. Recovers by itself from a kill of an earlier server.
 *
 * @param options.port a free port is taken if none is given
 * @param options.settings PostgreSQL's settings by name, such as `{fsync: 'off'}` for tests
 * @param options.log receives PostgreSQL's log, line by line
 * @throws StartupError: one line that says what to do
 */
export async function startPostgres(options: {
  dataDir: string;
  port?: number;
  settings?: Readonly<Record<string, string>>;
  log: (line: string) => void;
}): Promise<RunningPostgres> {
  const prepared = await preparePostgres(options);
  return prepared.start(options.port ?? (await freePort()), options.settings);
}

/**
 * Makes or opens what a server needs, all but the server itself: then its address is known.
 *
 * @throws StartupError: one line that says what to do
 */
export async function preparePostgres(options: {
  dataDir: string;
  log: (line: string) => void;
}): Promise<PreparedPostgres> {
  const binaries = await postgresBinaries();
  const cluster = await openCluster(options.dataDir, binaries, options.log);
  const url = (port: number, database: string) =>
    `postgres://${roleName}:${cluster.password}@127.0.0.1:${port}/${database}`;
  return {
    url: (port) => url(port, roleName),
    async start(port, settings = {}) {
      const postmaster = await startPostmaster(binaries, cluster, port, settings, options.log);
      try {
        await createDatabase(url(port, 'postgres'));
      } catch (error) {
        await postmaster.stop();
        throw error;
      }
      return {
        url: url(port, roleName),
        port,
        pid: postmaster.pid,
        stop: () => postmaster.stop(),
        onExit: (callback) => {
          void postmaster.exited.then(callback);
        },
      };
    },
  };
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  // A server that is killed meanwhile: what is under way rejects, and nobody listening would end this process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [roleName]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(roleName)}`);
  } finally {
    await client.end();
  }
}
