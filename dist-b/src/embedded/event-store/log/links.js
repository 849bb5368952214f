import { decodeRecorded, eventType, recordedMessage } from "../messages/recorded-event.js";
import { resolvedLink, withStructuredIds } from "../messages/read-response.js";
import {} from "./stream-reader.js";
import {} from "./stream-states.js";
const LINK_TYPE = "$>";
function projectionFor(options, states, reader) {
  const resolve = (frame) => {
    if (eventType(frame) !== LINK_TYPE) return frame;
    const link = decodeRecorded(frame), target = /^(-1|\d+)@(.+)$/s.exec(link.data.toString("utf8")), [, revision, stream] = target ?? [];
    if (revision === void 0 || stream === void 0) return frame;
    const state = states.get(stream), event = state.flushed.tombstoned ? void 0 : reader.one(state, Number(revision));
    return resolvedLink(event && recordedMessage(event), link.message, link.position);
  };
  return options.resolveLinks && options.structuredIds ? (frame) => withStructuredIds(resolve(frame)) : options.resolveLinks ? resolve : options.structuredIds ? withStructuredIds : void 0;
}
export {
  projectionFor
};
//# sourceMappingURL=links.js.map
