import { z } from "zod";
import { CommandId, Instant, Sha256 } from "./ids.js";
const Actor = z.strictObject({
  kind: z.enum(["operator", "agent", "system"]),
  id: z.string(),
  name: z.string(),
  /** The token or key that proved it; absent for the system itself. */
  authId: z.string().optional(),
  onBehalfOf: z.string().optional()
}), operatorIdOf = (actor) => actor.kind === "operator" ? actor.id : actor.onBehalfOf ?? "system", GENESIS = "0".repeat(64), EventMetadata = z.strictObject({
  /** Schema version of the event's type. */
  v: z.int().min(1),
  commandId: CommandId,
  /** Place of the event among those of its command. */
  index: z.int().min(0),
  /** On index 0: the command. hash = SHA-256(Idempotency-Key ‖ JCS(payload)), absent without a key; facts = what decide was given and the events do not show. */
  command: z.strictObject({ name: z.string(), hash: Sha256.optional(), facts: z.custom((value) => value !== void 0) }).optional(),
  /** Root run, or the command's own id outside runs. */
  correlationId: z.string(),
  /** Id of the event or command that caused this one. */
  causationId: z.string(),
  actor: Actor,
  at: Instant,
  writer: z.strictObject({ version: z.string(), bootId: z.string() }),
  redacted: z.array(z.strictObject({ path: z.string(), rule: z.string() })).optional(),
  keys: z.array(z.string()).optional(),
  prev: Sha256,
  hash: Sha256
});
export {
  Actor,
  EventMetadata,
  GENESIS,
  operatorIdOf
};
//# sourceMappingURL=envelope.js.map
