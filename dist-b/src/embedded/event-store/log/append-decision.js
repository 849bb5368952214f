import {} from "../messages/recorded-event.js";
import { ANY, NO_REVISION, NO_STREAM, STREAM_EXISTS } from "./expected-revision.js";
import { isSoftDeleted } from "./stream-metadata.js";
import {} from "./stream-states.js";
const WRONG = { kind: "wrong-expected-version" };
function decideAppend(standing, expected, events, past) {
  if (standing.tombstoned) return { kind: "stream-deleted" };
  const softDeleted = isSoftDeleted(standing.metadata), { last } = standing;
  if (expected === STREAM_EXISTS) {
    if (softDeleted) return { kind: "stream-deleted" };
    if (last === NO_REVISION && !past.hasMetadata()) return WRONG;
  }
  if (expected === ANY || expected === STREAM_EXISTS) return decideByRecentIds(softDeleted, events, past);
  if (expected === last) return { kind: "write", revives: softDeleted };
  if (expected > last) return WRONG;
  const repeated = decideByLog(Number(expected), events, past);
  return repeated || (expected === NO_STREAM && softDeleted && !firstIsKnown(events, past) ? { kind: "write", revives: !0 } : WRONG);
}
function decideByRecentIds(softDeleted, events, past) {
  let previous = NO_REVISION;
  for (const [index, event] of events.entries()) {
    const revision = past.recentRevision(event.id.toString("latin1"));
    if (revision === void 0) return index === 0 ? { kind: "write", revives: softDeleted } : WRONG;
    if (revision <= previous) return WRONG;
    previous = revision;
  }
  return events.length === 0 ? { kind: "write", revives: softDeleted } : { kind: "repeated", revision: previous };
}
function decideByLog(expected, events, past) {
  if (events.length === 0) return;
  const ids = past.idsFrom(expected + 1, events.length);
  return ids.length === events.length && events.every((event, index) => event.id.toString("latin1") === ids[index]) ? { kind: "repeated", revision: expected + events.length } : void 0;
}
function firstIsKnown(events, past) {
  const [first] = events;
  return first !== void 0 && past.idsFrom(0, 1)[0] === first.id.toString("latin1");
}
export {
  decideAppend
};
//# sourceMappingURL=append-decision.js.map
