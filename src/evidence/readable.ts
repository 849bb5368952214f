import { CATALOG } from '../domain/catalog.js';
import { EventMetadata, type Recorded } from '../domain/kernel/envelope.js';
import type { StoredEvent } from '../domain/kernel/ports.js';
import { runEvents, type RunEvent } from '../domain/run/events.js';

/** A run's event in its present version; undefined when this release cannot read it: the record holds it, the report does not tell of it. */
export function readableRunEvent(event: StoredEvent): Recorded<RunEvent> | undefined {
  const type = CATALOG.get(event.type);
  const metadata = EventMetadata.safeParse(event.metadata);
  if (!type || !metadata.success || metadata.data.v > type.version) return undefined;
  try {
    const current = type.upcasters
      .slice(metadata.data.v - 1)
      .reduce<unknown>((data, upcast) => upcast(data), event.data);
    const data = type.schema.safeParse(current);
    if (!data.success) return undefined;
    const readable = { ...event, data: data.data, metadata: metadata.data };
    return isRunEvent(readable) ? readable : undefined;
  } catch {
    // An upcaster that cannot cope with what another hand has changed.
    return undefined;
  }
}

const isRunEvent = (event: Recorded): event is Recorded<RunEvent> => Object.hasOwn(runEvents, event.type);
