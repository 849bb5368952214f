import { Code, RpcError } from '../wire/rpc-error.js';
import { type FilterOptions } from '../messages/read-request.js';
import { eventStream, eventType } from '../messages/recorded-event.js';

export interface EventFilter {
  /** Whether the event in a frame is wanted. */
  passes(frame: Buffer): boolean;
  /** A checkpoint is due after this many events were looked at. */
  checkpointEvery: number;
}

export function eventFilter(options: FilterOptions): EventFilter {
  if (options.checkpointIntervalMultiplier === 0) {
    throw new RpcError(Code.UNKNOWN, 'The checkpoint interval multiplier of a filter must be greater than 0.');
  }
  const checkpointEvery = options.checkpointIntervalMultiplier * Math.max(options.maxSearchWindow, 1);
  const textOf = options.on === 'stream' ? eventStream : eventType;
  const { prefixes } = options;
  if (options.regex === '') {
    return { checkpointEvery, passes: (frame) => startsWithOneOf(textOf(frame), prefixes) };
  }
  const regex = compile(options.regex);
  return { checkpointEvery, passes: (frame) => regex.test(textOf(frame)) };
}

const HIDDEN_MARKS = ['$epoch-information', '$persistentsubscription-$all::'] as const;
const HIDDEN_STREAM = /^(\$epoch-information|\$persistentsubscription-\$all::.*-(checkpoint|parked))$/s;

/** Whether there may be events in these bytes that $all hides unless a filter is given. A search of bytes: most readers ask for whole runs. */
export const hasHiddenEvents = (frames: Buffer): boolean => HIDDEN_MARKS.some((mark) => frames.includes(mark));

/** What $all shows without a filter: all but the bookkeeping of the server. */
export const withoutHiddenStreams = (frame: Buffer): boolean => !HIDDEN_STREAM.test(eventStream(frame));

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

const startsWithOneOf = (text: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => text.startsWith(prefix));
