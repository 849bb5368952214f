import { z } from "zod";
import { Instant, Sha256 } from "../kernel/ids.js";
const Role = z.enum(["viewer", "operator", "approver", "auditor", "admin"]), SessionEnd = z.enum(["signedOut", "ended", "keyRevoked", "tooMany"]), operatorEvents = {
  OperatorCreated: z.strictObject({ operatorId: z.string(), name: z.string(), roles: z.array(Role).min(1) }),
  OperatorRolesChanged: z.strictObject({ operatorId: z.string(), roles: z.array(Role).min(1), reason: z.string() }),
  /** What history says of it keeps the name of its day. */
  OperatorRenamed: z.strictObject({ operatorId: z.string(), name: z.string() }),
  /** Its keys open nothing until it is enabled; its sessions and links end with it. */
  OperatorDisabled: z.strictObject({ operatorId: z.string(), reason: z.string() }),
  OperatorEnabled: z.strictObject({ operatorId: z.string(), reason: z.string() }),
  OperatorKeyIssued: z.strictObject({
    operatorId: z.string(),
    keyId: z.string(),
    secretHash: Sha256,
    name: z.string(),
    roles: z.array(Role).min(1)
  }),
  OperatorKeyRevoked: z.strictObject({ operatorId: z.string(), keyId: z.string(), reason: z.string() }),
  /** Opens one session, once. `roles`: no more than these; absent: whatever the operator has. `keyId`: the key behind whoever asked for it. */
  SignInLinkIssued: z.strictObject({
    operatorId: z.string(),
    linkId: z.string(),
    secretHash: Sha256,
    expiresAt: Instant,
    roles: z.array(Role).min(1).optional(),
    keyId: z.string().optional()
  }),
  /** By a link (`linkId`, and the key behind it if there is one) or by a key. `roles` as the link or the key limits them. */
  SessionStarted: z.strictObject({
    operatorId: z.string(),
    sessionId: z.string(),
    secretHash: Sha256,
    linkId: z.string().optional(),
    keyId: z.string().optional(),
    roles: z.array(Role).min(1).optional(),
    device: z.string(),
    expiresAt: Instant
  }),
  SessionEnded: z.strictObject({
    operatorId: z.string(),
    sessionId: z.string(),
    because: SessionEnd,
    reason: z.string()
  }),
  /** A link that nobody has used opens nothing any more. */
  SignInLinkWithdrawn: z.strictObject({ operatorId: z.string(), linkId: z.string(), reason: z.string() }),
  ViewSaved: z.strictObject({
    operatorId: z.string(),
    viewId: z.string(),
    page: z.string(),
    name: z.string(),
    query: z.string()
  }),
  ViewRemoved: z.strictObject({ operatorId: z.string(), viewId: z.string() }),
  HintDismissed: z.strictObject({ operatorId: z.string(), hint: z.string() })
};
export {
  Role,
  SessionEnd,
  operatorEvents
};
//# sourceMappingURL=events.js.map
