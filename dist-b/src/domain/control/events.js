import { z } from "zod";
const ControlScope = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("workflow"), id: z.string() }),
  z.strictObject({ kind: z.literal("everything") })
]), controlEvents = {
  HaltOrdered: z.strictObject({ haltId: z.string(), scope: ControlScope, reason: z.string() }),
  HaltLifted: z.strictObject({ haltId: z.string(), scope: ControlScope, reason: z.string() })
};
export {
  ControlScope,
  controlEvents
};
//# sourceMappingURL=events.js.map
