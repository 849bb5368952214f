import { isBlobRef } from "../kernel/payload.js";
import { Undecidable } from "../kernel/redecide.js";
import { RunId } from "../kernel/ids.js";
const ANY_RUN = RunId.parse("00000000-0000-0000-0000-000000000000");
function recordedBulkCommand([first], { now }) {
  const facts = { now, actor: first.metadata.actor };
  switch (first.type) {
    case "BulkStarted": {
      const { bulkId, action, items, total, filter, position, reason, output, keyId } = first.data, listed = Array.isArray(items) && !isBlobRef(items) ? items.length : total;
      return {
        name: "StartBulk",
        payload: {
          bulkId,
          action,
          items: Array.from({ length: listed }, () => ({ runId: ANY_RUN })),
          filter,
          position,
          reason,
          output: output === void 0 ? void 0 : null,
          keyId
        },
        facts: { ...facts, items, output }
      };
    }
    case "BulkItemsDone":
      return { name: "RecordBulkItems", payload: first.data, facts };
    case "BulkPaused":
      return { name: "PauseBulk", payload: first.data, facts };
    case "BulkResumed":
      return { name: "ResumeBulk", payload: first.data, facts };
    case "BulkStopped":
      return { name: "StopBulk", payload: first.data, facts };
    case "BulkCompleted":
      return new Undecidable("no command gives BulkCompleted alone");
  }
}
export {
  recordedBulkCommand
};
//# sourceMappingURL=recorded-command.js.map
