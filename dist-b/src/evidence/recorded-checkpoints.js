import { evidenceEvents } from "../domain/evidence/events.js";
import { CHECKPOINTS_STREAM } from "../domain/catalog.js";
async function* recordedCheckpoints(log, from = 0) {
  for await (const { type, data, revision } of log.readStream(CHECKPOINTS_STREAM, { from }))
    type === "CheckpointSigned" && (yield { ...evidenceEvents.CheckpointSigned.parse(data), revision });
}
export {
  recordedCheckpoints
};
//# sourceMappingURL=recorded-checkpoints.js.map
