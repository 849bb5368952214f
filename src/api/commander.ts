import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Access } from '../access/access.js';
import type { AgentRequest } from '../domain/agent/commands.js';
import type { BulkRequest } from '../domain/bulk/commands.js';
import {
  agentStream,
  bulkStream,
  CONTROL_STREAM,
  exportStream,
  operatorStream,
  RETENTION_STREAM,
  runStream,
  workflowStream,
} from '../domain/catalog.js';
import type { ControlRequest } from '../domain/control/commands.js';
import type { ExportRequest } from '../domain/export/commands.js';
import type { CommandAnswer, CommandContext } from '../domain/kernel/ports.js';
import type { OperatorRequest } from '../domain/operator/commands.js';
import type { RetentionRequest } from '../domain/retention/commands.js';
import type { RunRequest } from '../domain/run/commands.js';
import type { WorkflowRequest } from '../domain/workflow/commands.js';
import type { Answered } from './contract/primitives.js';
import {
  ExecuteOnAgent,
  ExecuteOnBulk,
  ExecuteOnControl,
  ExecuteOnExport,
  ExecuteOnOperator,
  ExecuteOnRetention,
  ExecuteOnRun,
  ExecuteOnWorkflow,
} from './cqrs/commands.js';
import { ACCESS } from './ports.js';

/** Gives commands in a caller's name, each kind to its own streams. */
@Injectable()
export class Commander {
  constructor(
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(ACCESS) private readonly access: Access,
  ) {}

  onRun(runId: string, request: RunRequest, context: CommandContext): Promise<CommandAnswer> {
    return this.bus.execute(new ExecuteOnRun(runStream(runId), request, context));
  }
  onWorkflow(workflowId: string, request: WorkflowRequest, context: CommandContext): Promise<CommandAnswer> {
    return this.bus.execute(new ExecuteOnWorkflow(workflowStream(workflowId), request, context));
  }
  onControl(request: ControlRequest, context: CommandContext): Promise<CommandAnswer> {
    return this.bus.execute(new ExecuteOnControl(CONTROL_STREAM, request, context));
  }
  onBulk(bulkId: string, request: BulkRequest, context: CommandContext): Promise<CommandAnswer> {
    return this.bus.execute(new ExecuteOnBulk(bulkStream(bulkId), request, context));
  }
  onExport(exportId: string, request: ExportRequest, context: CommandContext): Promise<CommandAnswer> {
    return this.bus.execute(new ExecuteOnExport(exportStream(exportId), request, context));
  }
  onRetention(request: RetentionRequest, context: CommandContext): Promise<CommandAnswer> {
    return this.bus.execute(new ExecuteOnRetention(RETENTION_STREAM, request, context));
  }
  async onAgent(agentId: string, request: AgentRequest, context: CommandContext): Promise<CommandAnswer> {
    return this.seen(await this.bus.execute(new ExecuteOnAgent(agentStream(agentId), request, context)));
  }
  async onOperator(operatorId: string, request: OperatorRequest, context: CommandContext): Promise<CommandAnswer> {
    return this.seen(await this.bus.execute(new ExecuteOnOperator(operatorStream(operatorId), request, context)));
  }

  /** A token that was revoked opens nothing from the answer on, however far the feed is. */
  private seen(answer: CommandAnswer): CommandAnswer {
    for (const event of answer.events) this.access.onEvent(event);
    return answer;
  }
}

/** The answer as the contract says it. */
export const answered = ({ stream, revision, position }: CommandAnswer): Answered => ({
  stream,
  revision,
  position: position.toString(),
});
