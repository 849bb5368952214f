import { z } from "zod";
import { Sha256 } from "../kernel/ids.js";
const agentEvents = {
  AgentTokenIssued: z.strictObject({ agentId: z.string(), tokenId: z.string(), secretHash: Sha256, name: z.string() }),
  AgentTokenRevoked: z.strictObject({ agentId: z.string(), tokenId: z.string(), reason: z.string() }),
  AgentConnected: z.strictObject({
    agentId: z.string(),
    name: z.string(),
    bootId: z.string(),
    gatewayId: z.string(),
    single: z.boolean(),
    capabilities: z.array(z.string()),
    maxConcurrent: z.int().min(1),
    sdk: z.strictObject({ name: z.string(), version: z.string() })
  }),
  AgentDisconnected: z.strictObject({
    agentId: z.string(),
    bootId: z.string(),
    gatewayId: z.string(),
    because: z.string()
  })
};
export {
  agentEvents
};
//# sourceMappingURL=events.js.map
