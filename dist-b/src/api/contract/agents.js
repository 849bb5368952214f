import { z } from "zod";
import { Slug } from "../../domain/kernel/ids.js";
import { endpoint } from "./endpoint.js";
import { answer, Answered, At, EXAMPLE, Money, Nothing, Position, readQuery } from "./primitives.js";
const AgentParams = z.strictObject({ agentId: Slug }), KeyId = z.string().regex(/^[a-z0-9]{8,32}$/, "must be the id of a token or key, as the list shows it"), Success = z.object({
  completed: z.int(),
  failed: z.int(),
  rate: z.number().min(0).max(1).nullable().describe("completed / (completed + failed); null when there was none."),
  spentNanoUsd: Money
}).meta({ id: "AgentSuccess" }), AgentLease = z.object({
  runId: z.string(),
  workflowId: z.string(),
  workflowName: z.string(),
  stepKey: z.string(),
  attempt: z.int(),
  leaseId: z.string(),
  since: At,
  deadlineAt: At
}).meta({ id: "AgentLease" }), WantedCapability = z.object({
  capability: z.string(),
  /** Whether a connected agent offers it; if so, it is busy. */
  offered: z.boolean(),
  runs: z.int().describe("Open runs that wait for it."),
  since: At.nullable().describe("Start of the oldest of them."),
  sample: z.array(z.string()).describe("Ids of runs, oldest first, at most five.")
}).meta({ id: "WantedCapability" }), Agent = z.object({
  agentId: z.string(),
  name: z.string(),
  connected: z.boolean(),
  /** `stale`: by the record it is connected, and this server has not heard of it for longer than it should. */
  state: z.enum(["connected", "stale", "offline"]),
  since: At.nullable().describe("Since when it is in this state; null when it was never there."),
  lastHeardAt: At.nullable().describe("Last word, as far as this server knows; from the record after a restart."),
  /** Its processes that are connected now. */
  connections: z.array(
    z.object({
      name: z.string().describe("What the process calls itself."),
      bootId: z.string(),
      gatewayId: z.string(),
      maxConcurrent: z.int(),
      connectedAt: At
    })
  ),
  capabilities: z.array(z.string()),
  single: z.boolean(),
  sdk: z.object({ name: z.string(), version: z.string() }).nullable(),
  lastConnectedAt: At.nullable(),
  lastDisconnectedAt: At.nullable(),
  position: Position.describe(
    "Of the event that made it what it is: it connected or left, or a token of it changed."
  ),
  leases: z.int().describe("Attempts that it works on now."),
  /** Those attempts, oldest first, at most 100. */
  work: z.array(AgentLease),
  completed: z.int(),
  failed: z.int(),
  spentNanoUsd: Money,
  /** Share of attempts that ended with a result: of all time, and of the last 24 hours. */
  success: z.object({ all: Success, day: Success }),
  tokens: z.array(
    z.object({
      tokenId: z.string(),
      name: z.string(),
      issuedAt: At,
      issuedBy: z.string(),
      revokedAt: At.nullable()
    })
  )
}).meta({ id: "Agent" }), example = {
  agentId: "repository",
  name: "repository",
  connected: !0,
  state: "connected",
  since: EXAMPLE.at,
  lastHeardAt: EXAMPLE.at,
  connections: [
    {
      name: "repository",
      bootId: EXAMPLE.leaseId,
      gatewayId: "gw-1",
      maxConcurrent: 4,
      connectedAt: EXAMPLE.at
    }
  ],
  capabilities: ["collect", "secret-scan"],
  single: !1,
  sdk: { name: "@mission-control/agent", version: "0.1.0" },
  lastConnectedAt: EXAMPLE.at,
  lastDisconnectedAt: null,
  position: EXAMPLE.position,
  leases: 1,
  work: [
    {
      runId: EXAMPLE.runId,
      workflowId: "repository-report",
      workflowName: "Repository report",
      stepKey: "collect",
      attempt: 1,
      leaseId: EXAMPLE.leaseId,
      since: EXAMPLE.at,
      deadlineAt: "2026-11-24T14:42:07.000Z"
    }
  ],
  completed: 41,
  failed: 2,
  spentNanoUsd: "2145000",
  success: {
    all: { completed: 41, failed: 2, rate: 0.953, spentNanoUsd: "2145000" },
    day: { completed: 9, failed: 0, rate: 1, spentNanoUsd: "145000" }
  },
  tokens: [{ tokenId: "k3v9q2x7m1pd", name: "laptop", issuedAt: EXAMPLE.at, issuedBy: "admin", revokedAt: null }]
}, agentEndpoints = {
  listAgents: endpoint({
    method: "GET",
    path: "/api/agents",
    tag: "Agents",
    role: "viewer",
    command: !1,
    status: 200,
    params: Nothing,
    query: readQuery({}),
    body: z.undefined(),
    response: z.object({
      items: z.array(Agent),
      wanted: z.array(WantedCapability).describe("What open runs wait for; those that nobody offers first.")
    }),
    summary: "List agents",
    description: "With connections, capabilities, tokens (never their secrets), work and cost; and the capabilities that open runs wait for.",
    example: {
      response: {
        items: [example],
        wanted: [{ capability: "translate", offered: !1, runs: 2, since: EXAMPLE.at, sample: [EXAMPLE.runId] }]
      }
    }
  }),
  getAgent: endpoint({
    method: "GET",
    path: "/api/agents/:agentId",
    tag: "Agents",
    role: "viewer",
    command: !1,
    status: 200,
    params: AgentParams,
    query: readQuery({}),
    body: z.undefined(),
    response: Agent,
    summary: "Show an agent",
    description: "One agent as the list shows it.",
    example: { response: example }
  }),
  issueAgentToken: endpoint({
    method: "POST",
    path: "/api/agents/:agentId/tokens",
    tag: "Agents",
    role: "admin",
    command: !0,
    status: 201,
    params: AgentParams,
    query: Nothing,
    body: z.strictObject({ name: z.string().trim().min(1).max(120) }).meta({ id: "IssueToken" }),
    response: z.object({
      ...answer,
      agentId: z.string(),
      tokenId: z.string(),
      token: z.string().describe("Shown once; only its hash is stored.")
    }),
    summary: "Issue a token for an agent",
    description: "The agent need not exist before. The token is in the answer and nowhere else: the same Idempotency-Key again is answered with 409 TOKEN.ISSUED_ALREADY.",
    example: {
      body: { name: "laptop" },
      response: {
        stream: "agent-repository",
        revision: 0,
        position: EXAMPLE.position,
        agentId: "repository",
        tokenId: "k3v9q2x7m1pd",
        token: "mc_agent_repository.k3v9q2x7m1pd_\u2026"
      }
    }
  }),
  revokeAgentToken: endpoint({
    method: "DELETE",
    path: "/api/agents/:agentId/tokens/:tokenId",
    tag: "Agents",
    role: "admin",
    command: !0,
    status: 200,
    params: AgentParams.extend({ tokenId: KeyId }),
    query: z.strictObject({ reason: z.string().trim().min(1).max(2e3).default("revoked by an operator") }),
    body: z.undefined(),
    response: Answered,
    summary: "Revoke a token of an agent",
    description: "From the answer on it opens nothing.",
    example: { response: { stream: "agent-repository", revision: 4, position: EXAMPLE.position } }
  })
};
export {
  Agent,
  AgentParams,
  WantedCapability,
  agentEndpoints
};
//# sourceMappingURL=agents.js.map
