import { z } from "zod";
const AGENTS_NAMESPACE = "/agents", CONSOLE_NAMESPACE = "/console", PROTOCOL_VERSION = 1, id = z.string().min(1).max(128), json = z.unknown().refine((value) => value !== void 0, "is required"), tokens = z.int().min(0).max(1e15), CallUsage = z.strictObject({
  callId: id,
  model: z.string().min(1).max(120),
  input: tokens.default(0),
  cachedInput: tokens.default(0),
  cacheWrite: tokens.default(0),
  output: tokens.default(0),
  reasoning: tokens.default(0),
  latencyMs: z.number().min(0).optional(),
  /** `estimated` when the provider gave no count. */
  source: z.enum(["measured", "estimated"]).default("measured")
}), Register = z.strictObject({
  protocol: z.literal(PROTOCOL_VERSION),
  /** New at each start of the agent's process; leases belong to it, not to the connection. */
  agentBootId: id,
  /** This agent runs as one process only: another boot id means that the one before is dead. */
  single: z.boolean().default(!1),
  name: z.string().min(1).max(120).optional(),
  capabilities: z.array(z.string().min(1).max(64)).min(1).max(100),
  maxConcurrent: z.int().min(1).max(1e3).default(1),
  /** Leases that this process works on now. */
  held: z.array(id).max(1e4).default([]),
  sdk: z.strictObject({ name: z.string().max(64), version: z.string().max(32) })
}), Dispatched = z.strictObject({ accepted: z.array(id) }), attempt = { runId: id, leaseId: id }, StepError = z.strictObject({
  /** Groups errors for the retry policy: rateLimit, provider, tool, input, permission, internal, cancelled ... */
  class: z.string().min(1).max(64),
  code: z.string().min(1).max(120),
  message: z.string().max(4e3),
  retryable: z.boolean().default(!0),
  details: json.optional()
}), StepResult = z.strictObject({
  ...attempt,
  /** Made once per result and kept over resends. */
  resultId: id,
  output: json.optional(),
  error: StepError.optional(),
  summary: z.string().max(2e3).default(""),
  usage: z.array(CallUsage).max(1e3).default([])
}).refine((result) => result.output === void 0 != (result.error === void 0), "give either output or error"), StepResults = z.strictObject({ results: z.array(StepResult).min(1).max(1e3) }), StepProgress = z.strictObject({
  ...attempt,
  percent: z.number().min(0).max(100).optional(),
  message: z.string().max(500).optional(),
  data: json.optional()
}), Usage = z.strictObject({ ...attempt, calls: z.array(CallUsage).min(1).max(1e3) }), SideEffect = z.strictObject({
  ...attempt,
  /** Made once per effect and kept over resends. */
  effectId: id,
  /** file, http, payment, email ... */
  kind: z.string().min(1).max(64),
  target: z.string().min(1).max(2e3),
  receipt: json
}), Heartbeat = z.strictObject({ leases: z.array(id).max(1e4) }), Topic = z.enum(["workflow", "run", "control", "agent", "operator", "bulk", "checkpoints", "retention"]), Watch = z.strictObject({
  runs: z.union([z.literal("*"), z.array(id).min(1).max(1e3)]).optional(),
  topics: z.union([z.literal("*"), z.array(Topic).min(1).max(Topic.options.length)]).optional()
}).refine(({ runs, topics }) => runs !== void 0 || topics !== void 0, "say what to watch: runs, topics or both");
export {
  AGENTS_NAMESPACE,
  CONSOLE_NAMESPACE,
  CallUsage,
  Dispatched,
  Heartbeat,
  PROTOCOL_VERSION,
  Register,
  SideEffect,
  StepError,
  StepProgress,
  StepResult,
  StepResults,
  Topic,
  Usage,
  Watch
};
//# sourceMappingURL=protocol.js.map
