import { Code, RpcError } from '../wire/rpc-error.js';
import { type FilterOptions } from '../messages/read-request.js';

export interface EventFilter {
  on: 'stream' | 'type';
  matches(text: string): boolean;
  /** A checkpoint is due after this many events were looked at. */
  checkpointEvery: number;
}

export function eventFilter(options: FilterOptions): EventFilter {
  if (options.checkpointIntervalMultiplier === 0) {
    throw new RpcError(Code.UNKNOWN, 'The checkpoint interval multiplier of a filter must be greater than 0.');
  }
  const checkpointEvery = options.checkpointIntervalMultiplier * Math.max(options.maxSearchWindow, 1);
  const { on, prefixes } = options;
  if (options.regex === '')
    return { on, checkpointEvery, matches: (text) => prefixes.some((prefix) => text.startsWith(prefix)) };
  const regex = compile(options.regex);
  return { on, checkpointEvery, matches: (text) => regex.test(text) };
}

function compile(source: string): RegExp {
  try {
    return new RegExp(source);
  } catch (error) {
    throw new RpcError(
      Code.INVALID_ARGUMENT,
      `The filter's regular expression is not valid: ${error instanceof Error ? error.message : source}`,
    );
  }
}
