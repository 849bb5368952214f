import { Inject, type Type } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { AgentRequest } from '../../domain/agent/commands.js';
import type { ControlRequest } from '../../domain/control/commands.js';
import type { CommandCall, CommandGateway } from '../../domain/kernel/command-gateway.js';
import type { CommandAnswer, CommandContext } from '../../domain/kernel/ports.js';
import type { OperatorRequest } from '../../domain/operator/commands.js';
import type { RunRequest } from '../../domain/run/commands.js';
import type { WorkflowRequest } from '../../domain/workflow/commands.js';
import { COMMANDS } from '../ports.js';

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

type AnyExecute = ExecuteOn<{ readonly name: string; readonly payload: unknown }>;

function handlerOf(command: Type<AnyExecute>, aggregate: CommandCall['aggregate']): Type<ICommandHandler<AnyExecute>> {
  @CommandHandler(command)
  class Handler implements ICommandHandler<AnyExecute> {
    constructor(@Inject(COMMANDS) private readonly commands: CommandGateway) {}
    execute({ stream, request, context }: AnyExecute): Promise<CommandAnswer> {
      return this.commands.execute({ aggregate, stream, name: request.name, payload: request.payload }, context);
    }
  }
  return Handler;
}

export const commandHandlers = [
  handlerOf(ExecuteOnRun, 'run'),
  handlerOf(ExecuteOnWorkflow, 'workflow'),
  handlerOf(ExecuteOnControl, 'control'),
  handlerOf(ExecuteOnAgent, 'agent'),
  handlerOf(ExecuteOnOperator, 'operator'),
];
