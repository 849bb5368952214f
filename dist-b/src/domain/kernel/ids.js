import { z } from "zod";
const Slug = z.string().max(64).regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'use lower-case letters, digits and single dashes, for example "risk-summary"'), uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, "must be a lower-case UUID"), RunId = uuid.brand(), LeaseId = uuid.brand(), ApprovalId = uuid.brand(), CommandId = uuid.brand(), TaskId = uuid.brand(), StepKey = z.string().max(80).regex(/^[a-z0-9]+(-[a-z0-9]+)*(\[\d+\])?$/, "must be a step id, or step-id[n]").brand(), derived = {
  runId: (uuid2) => uuid2,
  leaseId: (uuid2) => uuid2,
  approvalId: (uuid2) => uuid2,
  commandId: (uuid2) => uuid2,
  taskId: (uuid2) => uuid2
}, Sha256 = z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in lower-case hex"), Instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, {
  error: "must be an instant such as 2026-11-24T14:32:07.000Z",
  abort: !0
});
export {
  ApprovalId,
  CommandId,
  Instant,
  LeaseId,
  RunId,
  Sha256,
  Slug,
  StepKey,
  TaskId,
  derived
};
//# sourceMappingURL=ids.js.map
