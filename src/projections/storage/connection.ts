import pg from 'pg';
import { DomainError, messageOf } from '../../domain/kernel/errors.js';
import type { GroupName } from '../batch/group.js';

const CONNECT_TIMEOUT_MS = 1_500;
const QUERY_TIMEOUT_MS = 10_000;

/** Tokens and counts are numbers, times ISO 8601 with milliseconds; numeric (money, positions) stays an exact decimal string. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (format !== 'binary' && oid === pg.types.builtins.INT8) return Number;
    if (format !== 'binary' && oid === pg.types.builtins.TIMESTAMPTZ) return isoTime;
    return pg.types.getTypeParser(oid, format);
  },
};
/** `2026-11-24 14:32:07.5+00`, as PostgreSQL writes it in time zone UTC. */
const isoTime = (text: string): string => new Date(`${text.replace(' ', 'T')}:00`).toISOString();

const shared = (databaseUrl: string, name: string): pg.ClientConfig => ({
  connectionString: databaseUrl,
  types,
  application_name: name,
  options: '-c timezone=UTC -c datestyle=ISO',
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  keepAlive: true,
});

/** `settings`: of PostgreSQL, for every query, such as `-c jit=off`. */
export function queryPool(databaseUrl: string, max: number, settings = ''): pg.Pool {
  const config = shared(databaseUrl, 'mission-control queries');
  const pool = new pg.Pool({
    ...config,
    options: `${config.options} ${settings}`.trim(),
    max,
    query_timeout: QUERY_TIMEOUT_MS,
    idleTimeoutMillis: 30_000,
  });
  // A connection that dies while it is idle, or is lent out between two queries, is replaced at the next one; without these
  // listeners it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** PostgreSQL keeps 63 characters of it: a server's id is 36 long. */
export const projectorName = (group: GroupName, instanceId: string): string =>
  `mission-control ${group} ${instanceId}`.slice(0, 63);

/**
 * A connection of a projector, which says whose it is. Its statements join a few changed rows with large tables by their keys, whatever the
 * statistics of a young table say; and a commit need not be flushed, since what a crash takes is projected again from its checkpoint.
 * A server that is frozen in the middle of a transaction holds up the others for 10 s at most.
 */
export async function projectorConnection(
  databaseUrl: string,
  name: string,
  onLost: (error: Error) => void,
): Promise<pg.Client> {
  const client = new pg.Client(shared(databaseUrl, name));
  client.on('error', onLost);
  await client.connect();
  await client.query(
    "SET idle_in_transaction_session_timeout = '10s'; SET synchronous_commit = off; SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off",
  );
  return client;
}

/** SQLSTATE of an error of PostgreSQL. */
export const sqlState = (error: unknown): string | undefined =>
  error instanceof pg.DatabaseError ? error.code : undefined;

/** The data of an event did not fit (types, ranges, keys, sizes): it will not fit next time either. */
export function isDataError(error: unknown): boolean {
  const state = sqlState(error);
  return state !== undefined && /^(22|23|54)/.test(state);
}

/** A table or schema that is not there: another process has swapped schemas. */
export const isSchemaGone = (error: unknown): boolean => ['42P01', '3F000'].includes(sqlState(error) ?? '');

/** It ran into its statement_timeout. */
export const isTooSlow = (error: unknown): boolean => sqlState(error) === '57014';

/** The question holds a number, a time or a text that no column has: asking again helps nobody. */
const isImpossible = (error: unknown): boolean =>
  ['22003', '22007', '22008', '22021', '22P02', '22P05'].includes(sqlState(error) ?? '');

/** READ.UNAVAILABLE, unless the error says what it is by itself. */
export function unavailable(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (isTooSlow(error))
    return new DomainError(
      'READ.TOO_BROAD',
      'invalid',
      'This question takes too long: narrow it, for example by time, run or type.',
    );
  const message = messageOf(error);
  if (isImpossible(error))
    return new DomainError('READ.IMPOSSIBLE', 'invalid', `No such value can be asked for: PostgreSQL says ${message}.`);
  return new DomainError(
    'READ.UNAVAILABLE',
    'unavailable',
    `The read models cannot be read now (PostgreSQL: ${message}). Runs go on; try again in a moment.`,
  );
}
