import { z } from "zod";
import { Sha256 } from "../kernel/ids.js";
const Position = z.string().regex(/^\d{1,20}$/), some = z.array(z.string()).min(1).readonly().optional(), ExportFilter = z.strictObject({
  run: some,
  workflow: some,
  step: some,
  agent: some,
  operator: some,
  type: some,
  /** A name, or its beginning up to a star. */
  stream: z.string().optional(),
  /** An id, or `operator`, `agent`, `system`. */
  actor: z.string().optional(),
  /** Inclusive. */
  from: z.string().optional(),
  /** Exclusive. */
  to: z.string().optional(),
  minNanoUsd: z.string().optional()
}), exportId = z.string(), exportEvents = {
  /** Recorded before the first byte leaves. */
  ExportRequested: z.strictObject({
    exportId,
    /** `events`: the log as it is stored. `evidence`: a bundle with its proofs. */
    kind: z.enum(["events", "evidence"]),
    format: z.string(),
    filter: ExportFilter,
    /** Of evidence of many runs: what they must be like, as the list of runs takes it. */
    runFilter: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string()).readonly()])).optional(),
    /** The last position that it may contain, fixed at its start. */
    through: Position,
    /** It begins after this position; absent: at the log's beginning. */
    after: Position.optional(),
    /** The export that was cut, which this one goes on with. */
    resumes: z.string().optional()
  }),
  ExportFinished: z.strictObject({
    exportId,
    /** `completed`: all of it was handed to the connection. `cut`: the receiver went away or stopped reading, or the server was stopped. `failed`: the log could not be read further. */
    outcome: z.enum(["completed", "cut", "failed"]),
    events: z.int().min(0),
    /** As they were sent, before compression. */
    bytes: z.int().min(0),
    /** Of those bytes. */
    sha256: Sha256,
    /** Position of the last event in it; absent when there was none. */
    through: Position.optional(),
    /** Why it was cut, or failed. */
    reason: z.string().optional()
  })
};
export {
  ExportFilter,
  exportEvents
};
//# sourceMappingURL=events.js.map
