import type { BulkEvent } from '../../domain/bulk/events.js';
import { operatorIdOf, type Recorded } from '../../domain/kernel/envelope.js';
import { assertNever } from '../../domain/kernel/errors.js';
import { InconsistentEvent } from '../batch/inconsistent.js';
import type { Changes } from '../batch/changes.js';
import type { BulkRow } from './tables.js';

/** Bulk actions with their progress, and the outcome of each item. */
export function projectBulk(known: Map<string, BulkRow>, event: Recorded<BulkEvent>, changes: Changes): void {
  const { at } = event.metadata;
  if (event.type === 'BulkStarted') {
    const { bulkId, action, filter = null, position, total, reason, operatorId, operatorName } = event.data;
    const bulk: BulkRow = {
      bulkId,
      action,
      status: 'running',
      filter,
      position,
      total,
      done: 0,
      skipped: 0,
      refused: 0,
      reason,
      operatorId,
      operatorName,
      startedAt: at,
      endedAt: null,
      changedAt: at,
      changedBy: null,
      changeReason: null,
      revision: event.revision,
    };
    known.set(bulkId, bulk);
    return changes.bulks.insert(bulk);
  }
  const bulk = known.get(event.data.bulkId);
  if (!bulk) throw new InconsistentEvent(`bulk action ${event.data.bulkId} was never started`);
  bulk.changedAt = at;
  bulk.revision = event.revision;
  changes.bulks.update(bulk);
  switch (event.type) {
    case 'BulkItemsDone':
      event.data.outcomes.forEach(({ item, outcome, code, message, stream, revision }, i) => {
        bulk[outcome]++;
        changes.bulkItems.insert({
          bulkId: bulk.bulkId,
          index: event.data.from + i,
          runId: item.runId,
          stepKey: item.stepKey ?? null,
          outcome,
          code: code ?? null,
          message: message ?? null,
          stream: stream ?? null,
          revision: revision ?? null,
          at,
        });
      });
      return;
    case 'BulkPaused':
      bulk.status = 'paused';
      return change(bulk, event);
    case 'BulkResumed':
      bulk.status = 'running';
      return change(bulk, event);
    case 'BulkStopped':
      bulk.status = 'stopped';
      bulk.endedAt = at;
      return change(bulk, event);
    case 'BulkCompleted':
      bulk.status = 'completed';
      bulk.endedAt = at;
      return;
    default:
      return assertNever(event);
  }
}

function change(
  bulk: BulkRow,
  { data, metadata }: Recorded<Extract<BulkEvent, { type: 'BulkPaused' | 'BulkResumed' | 'BulkStopped' }>>,
): void {
  bulk.changedBy = operatorIdOf(metadata.actor);
  bulk.changeReason = data.reason;
}
