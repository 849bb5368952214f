import { sql } from 'kysely';
import type { AttemptRow, DeadLetterRow, StepRow, Time } from '../rows.js';
import type { Db } from '../storage/database.js';
import { fittingRuns } from './filter.js';

/** A step that completed in another run of the same workflow, with the attempt that did it. */
export interface GoodStep {
  readonly version: number;
  readonly step: StepRow;
  readonly attempt: AttemptRow;
}
/** How far back it is looked for. */
const LOOKED_AT = 200;

/** The last run of a workflow that started before an instant and in which a step was completed by an agent. */
export async function lastGoodStep(
  db: Db,
  schema: string,
  workflowId: string,
  stepKey: string,
  before: Time,
): Promise<GoodStep | undefined> {
  const filter = { workflow: [workflowId], startedTo: before };
  const place = { sort: '-startedAt' } as const;
  // In completed runs every step was completed, or skipped; of the others some may have come that far.
  for (const status of [undefined, ['completed'] as const]) {
    const fitting = await fittingRuns(db, schema, { ...filter, status }, LOOKED_AT, place);
    if (!fitting) continue;
    const found = await sql<{ runId: string; workflowVersion: number }>`
      SELECT r.run_id, r.workflow_version FROM (${fitting}) AS fitting
      JOIN ${sql.table(`${schema}.runs`)} AS r ON r.run_id = fitting.run_id
      JOIN ${sql.table(`${schema}.steps`)} AS s ON s.run_id = r.run_id AND s.step_key = ${stepKey} AND s.status = 'completed'
      ORDER BY r.started_at DESC, r.run_id DESC LIMIT 1`.execute(db);
    const [run] = found.rows;
    if (!run) continue;
    const step = await db
      .selectFrom('steps')
      .selectAll()
      .where('runId', '=', run.runId)
      .where('stepKey', '=', stepKey)
      .executeTakeFirst();
    const attempt = await db
      .selectFrom('attempts')
      .selectAll()
      .where('runId', '=', run.runId)
      .where('stepKey', '=', stepKey)
      .where('outcome', '=', 'completed')
      .orderBy('attempt', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (step && attempt) return { version: run.workflowVersion, step, attempt };
  }
  return undefined;
}

/** Open dead letters with the same fingerprint, over all runs. */
export interface SameFailure {
  readonly deadLetters: number;
  readonly runs: number;
  readonly since: Time | null;
  /** The newest, at most 10. */
  readonly items: readonly DeadLetterRow[];
}

export async function sameFailure(db: Db, fingerprint: string): Promise<SameFailure> {
  const same = db.selectFrom('deadLetters').where('status', '=', 'open').where('fingerprint', '=', fingerprint);
  const sums = await same
    .select([
      sql<number>`count(*)`.as('deadLetters'),
      sql<number>`count(distinct run_id)`.as('runs'),
      sql<Time | null>`min(at)`.as('since'),
    ])
    .executeTakeFirstOrThrow();
  const items = await same.selectAll().orderBy('at', 'desc').orderBy('runId').limit(10).execute();
  return { ...sums, items };
}
