import type { BulkItem } from '../domain/bulk/events.js';
import type { BulkItemRow, BulkRow } from '../projections/queries.js';
import type { Bulk, BulkItemView } from './contract/bulk.js';

export const bulkView = (row: BulkRow): Bulk => ({
  bulkId: row.bulkId,
  action: row.action,
  status: row.status,
  filter: row.filter,
  position: row.position,
  total: row.total,
  done: row.done,
  skipped: row.skipped,
  refused: row.refused,
  pending: row.total - row.done - row.skipped - row.refused,
  reason: row.reason,
  operatorId: row.operatorId,
  operatorName: row.operatorName,
  startedAt: row.startedAt,
  endedAt: row.endedAt,
  changedAt: row.changedAt,
  changedBy: row.changedBy,
  changeReason: row.changeReason,
  revision: row.revision,
});

export const bulkItemView = ({ bulkId: _, ...item }: BulkItemRow): BulkItemView => item;

export const pendingItem = ({ runId, stepKey }: BulkItem, index: number): BulkItemView => ({
  index,
  runId,
  stepKey: stepKey ?? null,
  outcome: 'pending',
  code: null,
  message: null,
  stream: null,
  revision: null,
  at: null,
});
