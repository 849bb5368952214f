import { Inject, type Type } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { AgentRequest } from '../../domain/agent/commands.js';
import type { BulkRequest } from '../../domain/bulk/commands.js';
import type { ControlRequest } from '../../domain/control/commands.js';
import type { ExportRequest } from '../../domain/export/commands.js';
import type { AnyCommand, CommandGateway } from '../../domain/command-gateway.js';
import type { CommandAnswer, CommandContext } from '../../domain/kernel/ports.js';
import type { OperatorRequest } from '../../domain/operator/commands.js';
import type { RetentionRequest } from '../../domain/retention/commands.js';
import type { RunRequest } from '../../domain/run/commands.js';
import type { WorkflowRequest } from '../../domain/workflow/commands.js';
import { COMMANDS } from '../ports.js';
import { failpoint } from '../../faults/failpoint.js';

/** One Nest command per kind of stream; what it carries is the domain's own command. */
class ExecuteOn<Request extends { readonly name: string; readonly payload: unknown }> extends Command<CommandAnswer> {
  constructor(
    readonly stream: string,
    readonly request: Request,
    readonly context: CommandContext,
  ) {
    super();
  }
}
export class ExecuteOnRun extends ExecuteOn<RunRequest> {}
export class ExecuteOnWorkflow extends ExecuteOn<WorkflowRequest> {}
export class ExecuteOnControl extends ExecuteOn<ControlRequest> {}
export class ExecuteOnAgent extends ExecuteOn<AgentRequest> {}
export class ExecuteOnOperator extends ExecuteOn<OperatorRequest> {}
export class ExecuteOnBulk extends ExecuteOn<BulkRequest> {}
export class ExecuteOnExport extends ExecuteOn<ExportRequest> {}
export class ExecuteOnRetention extends ExecuteOn<RetentionRequest> {}

/** Each kind has one handler, which is a line: what is left is to name the writer's part. */
function handlerOf<Request extends { readonly name: string; readonly payload: unknown }>(
  command: Type<ExecuteOn<Request>>,
  named: (stream: string, request: Request) => AnyCommand,
): Type<ICommandHandler<ExecuteOn<Request>>> {
  @CommandHandler(command)
  class Handler implements ICommandHandler<ExecuteOn<Request>> {
    constructor(@Inject(COMMANDS) private readonly commands: CommandGateway) {}
    async execute({ stream, request, context }: ExecuteOn<Request>): Promise<CommandAnswer> {
      if (FAILPOINTS) await failpoint('command.before');
      const answer = await this.commands.execute(named(stream, request), context);
      if (FAILPOINTS) await failpoint('command.after');
      return answer;
    }
  }
  return Handler;
}

export const commandHandlers = [
  handlerOf(ExecuteOnRun, (stream, request) => ({ aggregate: 'run', stream, ...request })),
  handlerOf(ExecuteOnWorkflow, (stream, request) => ({ aggregate: 'workflow', stream, ...request })),
  handlerOf(ExecuteOnControl, (stream, request) => ({ aggregate: 'control', stream, ...request })),
  handlerOf(ExecuteOnAgent, (stream, request) => ({ aggregate: 'agent', stream, ...request })),
  handlerOf(ExecuteOnOperator, (stream, request) => ({ aggregate: 'operator', stream, ...request })),
  handlerOf(ExecuteOnBulk, (stream, request) => ({ aggregate: 'bulk', stream, ...request })),
  handlerOf(ExecuteOnExport, (stream, request) => ({ aggregate: 'export', stream, ...request })),
  handlerOf(ExecuteOnRetention, (stream, request) => ({ aggregate: 'retention', stream, ...request })),
];
