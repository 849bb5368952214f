import { EventStoreDBClient } from '@eventstore/db-client';
import { afterEach, describe, expect, it } from 'vitest';
import { events, newStream } from './conformance/observe.js';
import { startNodeProcess, temporaryFolder } from './node-process.js';

const WRITERS = 20;
const KILLS = 4;
const EVENTS_PER_APPEND = 3;

const folder = temporaryFolder();
afterEach(() => folder.remove());

interface Writer {
  stream: string;
  /** Ids of each append in order, whether it was acknowledged or not. */
  tried: { ids: string[]; acknowledged: boolean }[];
}

/**
 * Appends until the node is gone. An append whose outcome is unknown is tried again with the same ids after the restart,
 * as the product does it, so that the stream stays in step.
 */
async function write(client: EventStoreDBClient, writer: Writer, onAcknowledged: () => void): Promise<void> {
  for (;;) {
    const open = writer.tried.at(-1)?.acknowledged === false ? writer.tried.at(-1) : undefined;
    const batch = open
      ? events(EVENTS_PER_APPEND).map((event, index) => ({ ...event, id: open.ids[index] ?? event.id }))
      : events(EVENTS_PER_APPEND);
    const attempt = open ?? { ids: batch.map((event) => event.id), acknowledged: false };
    if (!open) writer.tried.push(attempt);
    const before = (writer.tried.length - 1) * EVENTS_PER_APPEND;
    try {
      await client.appendToStream(writer.stream, batch, {
        expectedRevision: before === 0 ? 'no_stream' : BigInt(before - 1),
      });
    } catch {
      return;
    }
    attempt.acknowledged = true;
    onAcknowledged();
  }
}

describe('a node that is killed while 20 writers append', () => {
  it('has every acknowledged append exactly once, and no append in part', async () => {
    const writers: Writer[] = Array.from({ length: WRITERS }, () => ({ stream: newStream('kill'), tried: [] }));
    let acknowledged = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const node = await startNodeProcess(folder.path);
      // One client at a time: another one with appends in flight would be hit by this one's death (a bug of the client).
      const client = EventStoreDBClient.connectionString(node.url);
      let sinceStart = 0;
      const enough = 100 + kill * 150;
      const killed = new Promise<void>((resolve) => {
        const count = (): void => {
          acknowledged++;
          if (++sinceStart === enough) resolve(node.kill());
        };
        void Promise.all(writers.map((writer) => write(client, writer, count)));
      });
      await killed;
      await client.dispose();

      const restarted = await startNodeProcess(folder.path);
      const reader = EventStoreDBClient.connectionString(restarted.url);
      for (const writer of writers) {
        const stored: string[] = [];
        try {
          for await (const { event } of reader.readStream(writer.stream)) stored.push(event?.id ?? '');
        } catch {
          // Nothing of this writer got through.
        }
        expect(stored.length % EVENTS_PER_APPEND, 'an append is there in part').toBe(0);
        const tried = writer.tried.flatMap((attempt) => attempt.ids);
        expect(stored).toEqual(tried.slice(0, stored.length));
        const promised = writer.tried.filter((attempt) => attempt.acknowledged).length * EVENTS_PER_APPEND;
        expect(stored.length, 'an acknowledged append is missing').toBeGreaterThanOrEqual(promised);
      }
      await reader.dispose();
      expect(await restarted.stop()).toBe(0);
    }
    expect(acknowledged).toBeGreaterThan(500);
  });
});
