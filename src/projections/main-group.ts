import type { Group } from './batch/group.js';
import { MainModel } from './batch/main-model.js';
import { FORMAT } from './storage/schema.js';
import { TABLES, VIEWS } from './tables.js';

/** Everything but the audit: what pages and processes wait for. */
export const MAIN_GROUP: Group = {
  name: 'main',
  title: 'read-models',
  schemas: ['rm_1', 'rm_2'],
  format: FORMAT,
  lock: 7_401_202,
  tables: TABLES,
  views: VIEWS,
  maxBatch: 1_000,
  // A step's two or three events become one batch, and rows are still fresh for whoever looks.
  gatherMs: 20,
  urgent: new Set(['ApprovalRequested', 'StepDeadLettered', 'RunHalted', 'RunCancelled', 'RunFailed', 'RunCompleted']),
  model: (client, schema, blobs) => new MainModel(client, schema, blobs),
};
