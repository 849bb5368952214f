import { DomainError } from "../domain/kernel/errors.js";
import { EVENT_BYTES } from "./stream-session.js";
function eventOf(folding, event) {
  if (folding.isEvent(event)) return event;
  throw new DomainError(
    "STREAM.NEWER",
    "unavailable",
    `Stream ${event.stream} holds a ${event.type} at revision ${event.revision}, which does not belong there.`
  );
}
function fold(aggregate, loaded, aux, event) {
  const known = eventOf(aggregate, event);
  loaded.state = aggregate.decider.evolve(loaded.state, known), aggregate.remember?.(known, aux), loaded.head = { revision: event.revision, hash: event.metadata.hash }, loaded.position = event.position ?? loaded.position, loaded.at = Math.max(loaded.at, Date.parse(event.metadata.at)), loaded.eventsSinceSnapshot++, loaded.bytesSinceSnapshot += EVENT_BYTES, noteCommand(loaded, event);
}
function noteCommand(loaded, event) {
  const { commandId, command } = event.metadata, known = loaded.commands.get(commandId);
  known ? known.lastRevision = event.revision : command?.hash !== void 0 && loaded.commands.set(commandId, {
    payloadHash: command.hash,
    firstRevision: event.revision,
    lastRevision: event.revision
  });
}
export {
  eventOf,
  fold,
  noteCommand
};
//# sourceMappingURL=fold.js.map
