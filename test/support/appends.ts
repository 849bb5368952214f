import { EventStoreDBClient, START, streamNameFilter, type Position } from '@eventstore/db-client';
import { z } from 'zod';

const Envelope = z.object({ causationId: z.string().optional(), index: z.int().default(0) }).catch({ index: 0 });

export interface Append {
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly id: string;
  /** Id of the event or command that caused it, and its place among the events of its command. */
  readonly causationId: string | undefined;
  readonly index: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * What is appended to the streams with a prefix, each event once and in order, as the store tells it to EventStoreDB's own client.
 * A store that goes away is asked again where it left off. Ends when `signal` aborts.
 */
export async function* appends(url: string, prefix: string, signal: AbortSignal): AsyncGenerator<Append> {
  let after: Position | undefined;
  while (!signal.aborted) {
    const client = EventStoreDBClient.connectionString(url);
    const subscription = client.subscribeToAll({
      fromPosition: after ?? START,
      filter: streamNameFilter({ prefixes: [prefix] }),
    });
    const stop = (): void => void subscription.unsubscribe().catch(() => undefined);
    signal.addEventListener('abort', stop, { once: true });
    subscription.on('error', () => undefined);
    try {
      for await (const { event } of subscription) {
        if (event === undefined || event.position === undefined) continue;
        after = event.position;
        const data: unknown = event.data;
        const { causationId, index } = Envelope.parse(event.metadata);
        yield {
          stream: event.streamId,
          revision: Number(event.revision),
          type: event.type,
          id: event.id,
          causationId,
          index,
          data: isRecord(data) ? data : {},
        };
      }
    } catch {
      // The store went away: it is asked again from here.
    } finally {
      signal.removeEventListener('abort', stop);
      await client.dispose().catch(() => undefined);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
