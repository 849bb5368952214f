import type { AgentRequest } from './agent/commands.js';
import type { BulkRequest } from './bulk/commands.js';
import type { ControlRequest } from './control/commands.js';
import type { EvidenceRequest } from './evidence/commands.js';
import type { ExportRequest } from './export/commands.js';
import type { CommandAnswer, CommandContext } from './kernel/ports.js';
import type { OperatorRequest } from './operator/commands.js';
import type { RetentionRequest } from './retention/commands.js';
import type { RunRequest } from './run/commands.js';
import type { WorkflowRequest } from './workflow/commands.js';

/** A command and the stream that it is for. */
export type AnyCommand =
  | ({ readonly aggregate: 'run'; readonly stream: string } & RunRequest)
  | ({ readonly aggregate: 'workflow'; readonly stream: string } & WorkflowRequest)
  | ({ readonly aggregate: 'control'; readonly stream: string } & ControlRequest)
  | ({ readonly aggregate: 'agent'; readonly stream: string } & AgentRequest)
  | ({ readonly aggregate: 'operator'; readonly stream: string } & OperatorRequest)
  | ({ readonly aggregate: 'bulk'; readonly stream: string } & BulkRequest)
  | ({ readonly aggregate: 'checkpoints'; readonly stream: string } & EvidenceRequest)
  | ({ readonly aggregate: 'export'; readonly stream: string } & ExportRequest)
  | ({ readonly aggregate: 'retention'; readonly stream: string } & RetentionRequest);

/** The write side as the edges see it. Rejects with a DomainError: the decider's, or one of the writer's (STORE.*, STREAM.*, IDEMPOTENCY.MISMATCH). */
export interface CommandGateway {
  execute(command: AnyCommand, context: CommandContext): Promise<CommandAnswer>;
}
