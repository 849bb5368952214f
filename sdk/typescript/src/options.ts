import type { Handler } from './handler.js';
import type { AgentLog } from './log.js';

export interface AgentOptions {
  /** Where Mission Control listens, for example `http://127.0.0.1:7070`. */
  readonly url: string;
  /** An agent token: `missionctl agent token NAME`. */
  readonly token: string;
  /** Shown to people. Default: the name of the token. */
  readonly name?: string;
  /** This agent runs as one process only: when it starts again, what the one before held is retried at once. */
  readonly single?: boolean;
  /** What this agent can do: capability -> handler. */
  readonly capabilities: Readonly<Record<string, Handler>>;
  /** Steps at once, 1 to 1,000. Default 1. */
  readonly maxConcurrent?: number;
  readonly log?: AgentLog;
}

/** Throws one TypeError that names every problem. */
export function checkOptions(options: AgentOptions): void {
  const problems: string[] = [];
  if (typeof options.url !== 'string' || !/^(https?|wss?):\/\/[^/]/.test(options.url))
    problems.push('url: give the address of Mission Control, for example "http://127.0.0.1:7070"');
  if (typeof options.token !== 'string' || options.token === '')
    problems.push('token: give an agent token ("missionctl agent token NAME" makes one)');
  const names = Object.keys(options.capabilities ?? {});
  if (names.length === 0) problems.push('capabilities: give at least one, {name: async (task, ctx) => output}');
  for (const name of names) {
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || name.length > 64)
      problems.push(`capabilities.${name}: use lower-case letters, digits and single dashes, at most 64`);
    if (typeof options.capabilities[name] !== 'function') problems.push(`capabilities.${name}: must be a function`);
  }
  const { maxConcurrent = 1 } = options;
  if (!Number.isInteger(maxConcurrent) || maxConcurrent < 1 || maxConcurrent > 1_000)
    problems.push('maxConcurrent: a whole number from 1 to 1,000');
  if (problems.length > 0) throw new TypeError(`agent(): ${problems.join('; ')}`);
}
