export { agent, type Agent, type AgentState } from './agent.js';
export { AgentError } from './errors.js';
export { result, StepOutput, type AgentTask, type Handler } from './handler.js';
export type { AgentLog } from './log.js';
export type { AgentOptions } from './options.js';
export type { ProgressReport, SideEffectReport, StepContext, UsageReport } from './step-context.js';
