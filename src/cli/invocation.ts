import type { Command } from 'commander';
import { ApiClient } from './api-client.js';
import type { ExitName } from './exit-codes.js';
import { reportFailure } from './report-failure.js';
import { type Connection, findConnection } from './settings.js';
import { type GlobalOptions, type Surroundings, terminal, type Terminal } from './terminal.js';

/** One use of missionctl: what a command works with. */
export interface Invocation {
  readonly around: Surroundings;
  readonly screen: Terminal;
  readonly api: ApiClient;
  /** The command line's Idempotency-Key, when it gives one. */
  readonly key: string | undefined;
  /** Address and key as they are now. Throws a Failure when none are found. */
  where(): Connection;
}

/** Where the exit code of an invocation is kept until it ends. */
export interface Ending {
  exit: ExitName;
}

interface ParsedOptions extends GlobalOptions {
  readonly idempotencyKey?: string | undefined;
}

/** Makes a command's action: a handler gets the invocation and the command's own arguments and options; what it throws is reported once. */
export function actions(around: Surroundings, ending: Ending) {
  return <Args extends readonly unknown[]>(
    handler: (cli: Invocation, ...args: Args) => Promise<ExitName | void> | ExitName | void,
  ) =>
    async function (this: Command, ...args: Args): Promise<void> {
      const options = this.optsWithGlobals<ParsedOptions>();
      const screen = terminal(around, options);
      const where = (): Connection => findConnection(options, around);
      const api = new ApiClient(where, around.interrupted);
      try {
        ending.exit = (await handler({ around, screen, api, where, key: options.idempotencyKey }, ...args)) ?? 'ok';
      } catch (error) {
        ending.exit = around.interrupted.aborted ? 'interrupted' : reportFailure(error, screen);
      }
    };
}

export type Act = ReturnType<typeof actions>;
