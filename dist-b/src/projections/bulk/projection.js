import { operatorIdOf } from "../../domain/kernel/envelope.js";
import { assertNever } from "../../domain/kernel/errors.js";
import { InconsistentEvent } from "../batch/inconsistent.js";
function projectBulk(known, event, changes) {
  const { at } = event.metadata;
  if (event.type === "BulkStarted") {
    const { bulkId, action, filter = null, position, total, reason, operatorId, operatorName } = event.data, bulk2 = {
      bulkId,
      action,
      status: "running",
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
      revision: event.revision
    };
    return known.set(bulkId, bulk2), changes.bulks.insert(bulk2);
  }
  const bulk = known.get(event.data.bulkId);
  if (!bulk) throw new InconsistentEvent(`bulk action ${event.data.bulkId} was never started`);
  switch (bulk.changedAt = at, bulk.revision = event.revision, changes.bulks.update(bulk), event.type) {
    case "BulkItemsDone":
      event.data.outcomes.forEach(({ item, outcome, code, message, stream, revision }, i) => {
        bulk[outcome]++, changes.bulkItems.insert({
          bulkId: bulk.bulkId,
          index: event.data.from + i,
          runId: item.runId,
          stepKey: item.stepKey ?? null,
          outcome,
          code: code ?? null,
          message: message ?? null,
          stream: stream ?? null,
          revision: revision ?? null,
          at
        });
      });
      return;
    case "BulkPaused":
      return bulk.status = "paused", change(bulk, event);
    case "BulkResumed":
      return bulk.status = "running", change(bulk, event);
    case "BulkStopped":
      return bulk.status = "stopped", bulk.endedAt = at, change(bulk, event);
    case "BulkCompleted":
      bulk.status = "completed", bulk.endedAt = at;
      return;
    default:
      return assertNever(event);
  }
}
function change(bulk, { data, metadata }) {
  bulk.changedBy = operatorIdOf(metadata.actor), bulk.changeReason = data.reason;
}
export {
  projectBulk
};
//# sourceMappingURL=projection.js.map
