import type { CommandAnswer, CommandContext } from './ports.js';

/** A command as it is asked for, at the edge of the write side: which stream, which rule, which payload. */
export interface CommandCall {
  readonly aggregate: 'run' | 'workflow' | 'control' | 'agent' | 'operator';
  readonly stream: string;
  readonly name: string;
  readonly payload: unknown;
}

/**
 * The one way in for commands: loads, gathers facts, decides, appends. Rejects with a DomainError.
 * A command id that the stream has seen gives the same answer again; with another payload hash it is refused (422).
 */
export interface CommandGateway {
  execute(command: CommandCall, context: CommandContext): Promise<CommandAnswer>;
}
