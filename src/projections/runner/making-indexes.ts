import type pg from 'pg';
import type { Group } from '../batch/group.js';
import { Fenced, type Projector } from '../batch/projector.js';
import { indexesOf } from '../storage/schema.js';

/** For a moment, for one index at a time: rows are sorted there. */
const MEMORY = '256MB';

/**
 * Makes the indexes of those who read in tables that nobody else uses, one transaction for each, and tells before each how many are there. Whoever takes
 * these tables over waits at the checkpoint for the index that is being made, even when the process that wanted it was killed; rejects with Fenced after that.
 * When `stop` aborts, the one that is being made is given up by `cancel`, and it rejects with the reason.
 */
export async function makeIndexes(
  client: pg.ClientBase,
  group: Group,
  { schema, epoch }: Pick<Projector, 'schema' | 'epoch'>,
  stop: AbortSignal,
  cancel: (pid: number) => Promise<void>,
  onProgress: (indexes: { readonly made: number; readonly of: number }) => void,
): Promise<void> {
  const asked = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const pid = asked.rows[0]?.pid ?? 0;
  let cancelled: Promise<void> | undefined;
  const onStop = (): void => void (cancelled = cancel(pid).catch(() => undefined));
  stop.addEventListener('abort', onStop, { once: true });
  try {
    const statements = indexesOf(group, schema);
    for (const [made, statement] of statements.entries()) {
      onProgress({ made, of: statements.length });
      stop.throwIfAborted();
      const mine = await client.query(`SELECT 1 FROM ${schema}.checkpoint WHERE epoch = $1`, [epoch]);
      if (mine.rowCount !== 1) throw new Fenced(`epoch ${epoch} was superseded`);
      // One message: a process that stands still in the middle of it leaves no open transaction.
      await client.query(
        `BEGIN; SET LOCAL maintenance_work_mem = '${MEMORY}';
         SELECT 1 FROM ${schema}.checkpoint FOR UPDATE; ${statement}; COMMIT`,
      );
    }
  } catch (error) {
    await cancelled;
    await client.query('ROLLBACK').catch(() => undefined);
    throw stop.aborted ? stop.reason : error;
  } finally {
    stop.removeEventListener('abort', onStop);
  }
}
