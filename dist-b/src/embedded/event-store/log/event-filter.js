import { Code, RpcError } from "../wire/rpc-error.js";
import {} from "../messages/read-request.js";
import { eventStream, eventType } from "../messages/recorded-event.js";
function eventFilter(options) {
  if (options.checkpointIntervalMultiplier === 0)
    throw new RpcError(Code.UNKNOWN, "The checkpoint interval multiplier of a filter must be greater than 0.");
  const checkpointEvery = options.checkpointIntervalMultiplier * Math.max(options.maxSearchWindow, 1), textOf = options.on === "stream" ? eventStream : eventType, { prefixes } = options;
  if (options.regex === "")
    return { checkpointEvery, passes: (frame) => startsWithOneOf(textOf(frame), prefixes) };
  const regex = compile(options.regex);
  return { checkpointEvery, passes: (frame) => regex.test(textOf(frame)) };
}
const HIDDEN_MARKS = ["$epoch-information", "$persistentsubscription-$all::"], HIDDEN_STREAM = /^(\$epoch-information|\$persistentsubscription-\$all::.*-(checkpoint|parked))$/s, hasHiddenEvents = (frames) => HIDDEN_MARKS.some((mark) => frames.includes(mark)), withoutHiddenStreams = (frame) => !HIDDEN_STREAM.test(eventStream(frame));
function compile(source) {
  try {
    return new RegExp(source);
  } catch (error) {
    throw new RpcError(
      Code.INVALID_ARGUMENT,
      `The filter's regular expression is not valid: ${error instanceof Error ? error.message : source}`
    );
  }
}
const startsWithOneOf = (text, prefixes) => prefixes.some((prefix) => text.startsWith(prefix));
export {
  eventFilter,
  hasHiddenEvents,
  withoutHiddenStreams
};
//# sourceMappingURL=event-filter.js.map
