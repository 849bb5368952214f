import { CATALOG } from "../domain/catalog.js";
import { EventMetadata } from "../domain/kernel/envelope.js";
import { runEvents } from "../domain/run/events.js";
function readableRunEvent(event) {
  const type = CATALOG.get(event.type), metadata = EventMetadata.safeParse(event.metadata);
  if (!(!type || !metadata.success || metadata.data.v > type.version))
    try {
      const current = type.upcasters.slice(metadata.data.v - 1).reduce((data2, upcast) => upcast(data2), event.data), data = type.schema.safeParse(current);
      if (!data.success) return;
      const readable = { ...event, data: data.data, metadata: metadata.data };
      return isRunEvent(readable) ? readable : void 0;
    } catch {
      return;
    }
}
const isRunEvent = (event) => Object.hasOwn(runEvents, event.type);
export {
  readableRunEvent
};
//# sourceMappingURL=readable.js.map
