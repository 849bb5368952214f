import type pg from 'pg';
import type { Group } from '../batch/group.js';
import { projectorName } from '../storage/connection.js';

/** This server, and what it knows of the others on the same database. */
export interface ProjectorIdentity {
  readonly id: string;
  /** Another one was there and is known to have stopped acting, though its connections may still stand. */
  hasGone(id: string): boolean;
}
/** One that knows of no other: it waits for the lock however long it takes. */
export const ALONE: ProjectorIdentity = { id: 'alone', hasGone: () => false };

/** The lock is tried first: only when another session has it is looked who that is. */
const TRY = `
  WITH tried AS MATERIALIZED (SELECT pg_try_advisory_lock($1) AS held)
  SELECT held, CASE WHEN NOT held THEN (
    SELECT holder.application_name
    FROM pg_locks AS lock JOIN pg_stat_activity AS holder USING (pid)
    WHERE lock.locktype = 'advisory' AND lock.granted AND lock.objsubid = 1 AND lock.classid = 0 AND lock.objid = $1::bigint::oid
      AND lock.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  ) END AS holder
  FROM tried`;
const END_SESSIONS = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE application_name = $1 AND datname = current_database() AND pid <> pg_backend_pid()`;

/**
 * Which server projects a group: who holds an advisory lock of PostgreSQL, which frees it as soon as the holder's connection ends. That of
 * a server that is only frozen does not end: whoever stands by ends it, once that server is known to be gone. The lock is for progress
 * only; what makes a write safe is the epoch.
 */
export class ProjectorLock {
  private readonly prefix: string;

  constructor(
    private readonly group: Group,
    private readonly self: ProjectorIdentity,
  ) {
    this.prefix = projectorName(group.name, '');
  }

  /** True when this session has the lock now. Whoever is gone and holds it has it no longer at the next try. */
  async take(client: pg.ClientBase): Promise<boolean> {
    const tried = await client.query<{ held: boolean; holder: string | null }>(TRY, [this.group.lock]);
    const [row] = tried.rows;
    if (row?.held) return true;
    const holder = row?.holder;
    if (holder?.startsWith(this.prefix) && this.self.hasGone(holder.slice(this.prefix.length)))
      await client.query(END_SESSIONS, [holder]);
    return false;
  }
}
