import { assertNever, DomainError } from "../kernel/errors.js";
import { isOpen } from "./state.js";
const bulkDecider = {
  stateVersion: 2,
  initialState: () => ({ status: "none" }),
  decide(state, command) {
    switch (command.name) {
      case "StartBulk": {
        if (state.status !== "none")
          throw new DomainError("BULK.EXISTS", "conflict", "This bulk action was started already.");
        const { items, output, ...order } = command.payload, { facts } = command;
        return [
          {
            type: "BulkStarted",
            data: {
              bulkId: order.bulkId,
              action: order.action,
              items: facts.items,
              total: items.length,
              ...order.filter === void 0 ? {} : { filter: order.filter },
              position: order.position,
              reason: order.reason,
              ...output === void 0 || facts.output === void 0 ? {} : { output: facts.output },
              operatorId: facts.actor.id,
              operatorName: facts.actor.name,
              ...order.keyId === void 0 ? {} : { keyId: order.keyId }
            }
          }
        ];
      }
      case "PauseBulk": {
        const bulk = openBulk(state);
        if (bulk.status === "paused")
          throw new DomainError("BULK.NOT_RUNNING", "conflict", "The bulk action is paused already.");
        return [{ type: "BulkPaused", data: { bulkId: bulk.order.bulkId, reason: command.payload.reason } }];
      }
      case "ResumeBulk": {
        const bulk = openBulk(state);
        if (bulk.status === "running")
          throw new DomainError(
            "BULK.NOT_PAUSED",
            "conflict",
            "The bulk action is running; there is nothing to resume."
          );
        return [{ type: "BulkResumed", data: { bulkId: bulk.order.bulkId, reason: command.payload.reason } }];
      }
      case "StopBulk":
        return [{ type: "BulkStopped", data: { bulkId: openBulk(state).order.bulkId, reason: command.payload.reason } }];
      case "RecordBulkItems":
        return recordItems(startedBulk(state), command.payload);
      default:
        return assertNever(command);
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case "BulkStarted": {
        const { bulkId, action, total, reason, operatorId, keyId } = event.data;
        return { status: "running", order: { bulkId, action, total, reason, operatorId, ...keyId === void 0 ? {} : { keyId } }, next: 0 };
      }
      case "BulkItemsDone":
        return state.status === "none" ? state : { ...state, next: event.data.from + event.data.outcomes.length };
      case "BulkPaused":
        return state.status === "none" ? state : { ...state, status: "paused" };
      case "BulkResumed":
        return state.status === "none" ? state : { ...state, status: "running" };
      case "BulkStopped":
        return state.status === "none" ? state : { ...state, status: "stopped" };
      case "BulkCompleted":
        return state.status === "none" ? state : { ...state, status: "completed" };
      default:
        return assertNever(event);
    }
  }
};
function recordItems(bulk, { from, outcomes }) {
  const { next, order } = bulk;
  if (from > next || from + outcomes.length > order.total)
    throw new DomainError(
      "BULK.OUT_OF_ORDER",
      "conflict",
      `The next outcome is that of item ${next} of ${order.total}, not ${from} to ${from + outcomes.length - 1}.`
    );
  const fresh = outcomes.slice(next - from);
  if (fresh.length === 0) return [];
  const { bulkId } = order, done = { type: "BulkItemsDone", data: { bulkId, from: next, outcomes: fresh } };
  return next + fresh.length === order.total && isOpen(bulk) ? [done, { type: "BulkCompleted", data: { bulkId } }] : [done];
}
function startedBulk(state) {
  if (state.status === "none")
    throw new DomainError(
      "BULK.NOT_FOUND",
      "notFound",
      "There is no such bulk action. `missionctl bulk list` shows those there are."
    );
  return state;
}
function openBulk(state) {
  const bulk = startedBulk(state);
  if (!isOpen(bulk))
    throw new DomainError("BULK.ENDED", "conflict", `The bulk action is ${bulk.status}; it does nothing any more.`, {
      bulkStatus: bulk.status
    });
  return bulk;
}
export {
  bulkDecider
};
//# sourceMappingURL=decide.js.map
