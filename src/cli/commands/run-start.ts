import { endpoints } from '../../api/contract/endpoints.js';
import type { ExitName } from '../exit-codes.js';
import { parseUsd, readInput } from '../input.js';
import type { Invocation } from '../invocation.js';
import { plain } from '../style.js';
import { follow } from './run-watch.js';

export interface StartOptions {
  readonly input?: readonly string[];
  readonly inputFile?: string;
  readonly version?: number;
  readonly budget?: string;
  readonly tokens?: number;
  readonly priority?: number;
  readonly watch?: boolean;
  /** Undefined when neither --wait nor --no-wait was given. */
  readonly wait?: boolean;
  readonly plain?: boolean;
}

/** Starts a run, and stays with it when asked to. */
export async function start(cli: Invocation, workflowId: string, options: StartOptions): Promise<ExitName> {
  const { screen, api } = cli;
  const input = await readInput(options, cli.around.cwd);
  const budget = {
    ...(options.budget === undefined ? {} : { usd: parseUsd('--budget', options.budget) }),
    ...(options.tokens === undefined ? {} : { tokens: options.tokens }),
  };
  const { value, raw } = await api.call(endpoints.startRun, {
    body: {
      workflowId,
      ...(options.version === undefined ? {} : { version: options.version }),
      ...(input === undefined ? {} : { input }),
      ...(Object.keys(budget).length === 0 ? {} : { budget }),
      ...(options.priority === undefined ? {} : { priority: options.priority }),
    },
    key: cli.key,
  });
  if (options.watch === true)
    return follow(cli, value.runId, {
      as: options.plain === true ? 'plain' : 'live',
      wait: options.wait !== false,
      from: 0,
    });
  if (screen.json) screen.data(raw);
  else screen.line(`started run ${screen.style.bold(value.runId)} of ${plain(workflowId)}`);
  if (options.wait === true) return follow(cli, value.runId, { as: 'quiet', wait: false });
  if (!screen.json) screen.line(screen.style.faint(`watch it: missionctl run watch ${value.runId}`));
  return 'ok';
}
