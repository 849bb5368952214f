import type { WorkflowRow, WorkflowVersionRow } from '../rows.js';
import type { Db } from '../storage/database.js';

export type WorkflowVersionSummary = Omit<WorkflowVersionRow, 'definition' | 'source'>;

export const listWorkflows = (db: Db): Promise<WorkflowRow[]> =>
  db.selectFrom('workflows').selectAll().orderBy('workflowId').execute();

/** The newest version when none is given. */
export function getWorkflow(db: Db, workflowId: string, version?: number): Promise<WorkflowVersionRow | undefined> {
  let query = db.selectFrom('workflowVersions').selectAll().where('workflowId', '=', workflowId);
  if (version !== undefined) query = query.where('version', '=', version);
  return query.orderBy('version', 'desc').limit(1).executeTakeFirst();
}

/** Newest first. */
export const listWorkflowVersions = (db: Db, workflowId: string): Promise<WorkflowVersionSummary[]> =>
  db
    .selectFrom('workflowVersions')
    .select(['workflowId', 'version', 'name', 'description', 'hash', 'steps', 'warnings', 'savedAt', 'savedBy'])
    .where('workflowId', '=', workflowId)
    .orderBy('version', 'desc')
    .execute();
