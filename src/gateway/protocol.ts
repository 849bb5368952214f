import { z } from 'zod';

/**
 * Every message between the gateway and agents (namespace `/agents`) and consoles (namespace `/console`), both ways.
 * Lists travel as one frame: what is there at once goes out at once. Every message from a client is acknowledged with an answer;
 * a result is acknowledged after its append, so an agent resends until it is.
 */
export const AGENTS_NAMESPACE = '/agents';
export const CONSOLE_NAMESPACE = '/console';
export const PROTOCOL_VERSION = 1;

const id = z.string().min(1).max(128);
const json = z.unknown().refine((value) => value !== undefined, 'is required');
const tokens = z.int().min(0).max(1e15);

/** Cumulative usage of one model call. Classes add up: `input` excludes cached and cache-write tokens, `output` excludes reasoning tokens. */
export const CallUsage = z.strictObject({
  callId: id,
  model: z.string().min(1).max(120),
  input: tokens.default(0),
  cachedInput: tokens.default(0),
  cacheWrite: tokens.default(0),
  output: tokens.default(0),
  reasoning: tokens.default(0),
  latencyMs: z.number().min(0).optional(),
  /** `estimated` when the provider gave no count. */
  source: z.enum(['measured', 'estimated']).default('measured'),
});
export type CallUsage = z.infer<typeof CallUsage>;

export const Register = z.strictObject({
  protocol: z.literal(PROTOCOL_VERSION),
  /** New at each start of the agent's process; leases belong to it, not to the connection. */
  agentBootId: id,
  /** This agent runs as one process only: another boot id means that the one before is dead. */
  single: z.boolean().default(false),
  name: z.string().min(1).max(120).optional(),
  capabilities: z.array(z.string().min(1).max(64)).min(1).max(100),
  maxConcurrent: z.int().min(1).max(1_000).default(1),
  /** Leases that this process works on now. */
  held: z.array(id).max(10_000).default([]),
  sdk: z.strictObject({ name: z.string().max(64), version: z.string().max(32) }),
});
export type Register = z.infer<typeof Register>;
export interface Registered {
  readonly ok: true;
  readonly agentId: string;
  readonly gatewayId: string;
  /** Of the held leases: go on with these, drop those. */
  readonly keep: readonly string[];
  readonly abandon: readonly string[];
  /** Send a heartbeat this often. */
  readonly heartbeatMs: number;
}

export interface Task {
  readonly runId: string;
  readonly workflow: { readonly id: string; readonly name: string; readonly version: number };
  readonly step: {
    readonly stepKey: string;
    readonly stepId: string;
    readonly name: string;
    readonly iteration?: number;
  };
  readonly attempt: number;
  readonly leaseId: string;
  readonly capability: string;
  readonly model?: string;
  readonly tier: 'read' | 'write' | 'irreversible' | 'financial';
  readonly handoff: {
    /** The same over all attempts of this step: the idempotency key for side effects outside. */
    readonly taskId: string;
    readonly inputs: unknown;
    readonly constraints: {
      readonly outputSchema: unknown;
      readonly previousErrors?: readonly { readonly path: string; readonly message: string }[];
    };
    readonly parentSummary: string;
    /** SHA-256(nonce ‖ JCS(inputs)) must be paramsHash: the SDK checks it before the work starts. */
    readonly approval?: { readonly id: string; readonly nonce: string; readonly paramsHash: string };
  };
  /** ISO 8601. */
  readonly deadlineAt: string;
  readonly heartbeatMs: number;
}
export interface DispatchStep {
  readonly tasks: readonly Task[];
}
export const Dispatched = z.strictObject({ accepted: z.array(id) });
export type Dispatched = z.infer<typeof Dispatched>;
export interface CancelStep {
  readonly leases: readonly { readonly leaseId: string; readonly reason: string }[];
}

const attempt = { runId: id, leaseId: id };
export const StepError = z.strictObject({
  /** Groups errors for the retry policy: rateLimit, provider, tool, input, permission, internal, cancelled ... */
  class: z.string().min(1).max(64),
  code: z.string().min(1).max(120),
  message: z.string().max(4_000),
  retryable: z.boolean().default(true),
  details: json.optional(),
});
export type StepError = z.infer<typeof StepError>;
export const StepResult = z
  .strictObject({
    ...attempt,
    /** Made once per result and kept over resends. */
    resultId: id,
    output: json.optional(),
    error: StepError.optional(),
    summary: z.string().max(2_000).default(''),
    usage: z.array(CallUsage).max(1_000).default([]),
  })
  .refine((result) => (result.output === undefined) !== (result.error === undefined), 'give either output or error');
export type StepResult = z.infer<typeof StepResult>;
export const StepResults = z.strictObject({ results: z.array(StepResult).min(1).max(1_000) });
/** 200 accepted (also when sent again), 404 unknown lease, 409 no longer held, 422 malformed, 503 try again. */
export interface ResultAnswer {
  readonly leaseId: string;
  readonly resultId: string;
  readonly status: 200 | 404 | 409 | 422 | 503;
  readonly code?: string;
  readonly message?: string;
}
export interface ResultAnswers {
  readonly answers: readonly ResultAnswer[];
}

export const StepProgress = z.strictObject({
  ...attempt,
  percent: z.number().min(0).max(100).optional(),
  message: z.string().max(500).optional(),
  data: json.optional(),
});
export type StepProgress = z.infer<typeof StepProgress>;
export const Usage = z.strictObject({ ...attempt, calls: z.array(CallUsage).min(1).max(1_000) });
export type Usage = z.infer<typeof Usage>;
export const SideEffect = z.strictObject({
  ...attempt,
  /** Made once per effect and kept over resends. */
  effectId: id,
  /** file, http, payment, email ... */
  kind: z.string().min(1).max(64),
  target: z.string().min(1).max(2_000),
  receipt: json,
});
export type SideEffect = z.infer<typeof SideEffect>;
export const Heartbeat = z.strictObject({ leases: z.array(id).max(10_000) });
export type Heartbeat = z.infer<typeof Heartbeat>;
export interface HeartbeatAnswer {
  readonly ok: true;
  readonly abandon: readonly string[];
}

export interface ProtocolError {
  readonly ok: false;
  readonly code: string;
  readonly message: string;
  readonly problems?: readonly { readonly path: string; readonly message: string }[];
}
export type Answer<T> = T | ProtocolError;
export interface Done {
  readonly ok: true;
}

/** What an agent sends; each takes an acknowledgement callback. */
export interface AgentToGateway {
  register(message: Register, answer: (answer: Answer<Registered>) => void): void;
  stepResult(message: { results: StepResult[] }, answer: (answer: Answer<ResultAnswers>) => void): void;
  stepProgress(message: StepProgress, answer: (answer: Answer<Done>) => void): void;
  usage(message: Usage, answer: (answer: Answer<Done>) => void): void;
  sideEffect(message: SideEffect, answer: (answer: Answer<Done>) => void): void;
  heartbeat(message: Heartbeat, answer: (answer: Answer<HeartbeatAnswer>) => void): void;
}
export interface GatewayToAgent {
  dispatchStep(message: DispatchStep, answer: (answer: Dispatched) => void): void;
  cancelStep(message: CancelStep): void;
  /** What was wrong with a message that asked for no answer. */
  protocolError(message: ProtocolError): void;
}

/** The kinds of stream that there are: of what else than single runs a console wants to hear. */
export const Topic = z.enum(['workflow', 'run', 'control', 'agent', 'operator', 'bulk', 'checkpoints', 'retention']);
export type Topic = z.infer<typeof Topic>;
/**
 * Consoles: what changed, after the read models' commit. `runs: '*'` follows every run, each by its id; a topic follows a kind of
 * stream, without saying which of them, `topics: '*'` all kinds. Every run without topics: all kinds too. The last `watch` of a
 * connection counts.
 */
export const Watch = z
  .strictObject({
    runs: z.union([z.literal('*'), z.array(id).min(1).max(1_000)]).optional(),
    topics: z.union([z.literal('*'), z.array(Topic).min(1).max(Topic.options.length)]).optional(),
  })
  .refine(({ runs, topics }) => runs !== undefined || topics !== undefined, 'say what to watch: runs, topics or both');
export type Watch = z.infer<typeof Watch>;
export interface Changed {
  /** Of the watched runs. */
  readonly changes: readonly { readonly runId: string; readonly revision: number }[];
  /** Of the watched topics; empty when none is watched. */
  readonly topics: readonly Topic[];
  /** Read with `?atLeast=` this to see them. */
  readonly position: string;
}
/** Progress that is too fine to be recorded. */
export interface LiveProgress {
  readonly runId: string;
  readonly stepKey: string;
  readonly percent?: number;
  readonly message?: string;
}
export interface ConsoleToGateway {
  watch(message: Watch, answer: (answer: Answer<{ ok: true; position: string }>) => void): void;
}
export interface GatewayToConsole {
  changed(message: Changed): void;
  progress(message: LiveProgress): void;
  protocolError(message: ProtocolError): void;
}
