import { EventStoreDBClient } from '@eventstore/db-client';
import { afterEach, describe, expect, it } from 'vitest';
import { errorName, events, newStream } from './conformance/observe.js';
import { startNodeProcess, temporaryFolder } from './node-process.js';

const WRITERS = 50;
/** `npm run durability` does 100. */
const KILLS = Number(process.env['MC_DURABILITY_KILLS'] ?? 10);
const EVENTS_PER_APPEND = 3;

const folder = temporaryFolder();
afterEach(() => folder.remove());

interface Writer {
  stream: string;
  /** Ids of each append in order, whether it was acknowledged or not. */
  tried: { ids: string[]; acknowledged: boolean }[];
  /** Events that were found to be there after the last kill. */
  found: number;
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
    } catch (error) {
      // The node is gone. Anything that it answers on purpose would be a contradiction.
      expect(['wrong-expected-version', 'stream-deleted']).not.toContain(errorName(error));
      return;
    }
    attempt.acknowledged = true;
    onAcknowledged();
  }
}

/** What is there must begin with what was acknowledged, in order, once, and hold no append in part. */
async function check(client: EventStoreDBClient, writer: Writer, all: boolean): Promise<void> {
  const from = all ? 0 : Math.max(0, writer.found - EVENTS_PER_APPEND);
  const stored: string[] = [];
  try {
    for await (const { event } of client.readStream(writer.stream, { fromRevision: BigInt(from) })) {
      expect(event?.revision).toBe(BigInt(from + stored.length));
      stored.push(event?.id ?? '');
    }
  } catch (error) {
    if (errorName(error) !== 'stream-not-found') throw error;
  }
  writer.found = from + stored.length;
  expect(writer.found % EVENTS_PER_APPEND, 'an append is there in part').toBe(0);
  const tried = writer.tried.flatMap((attempt) => attempt.ids);
  expect(stored).toEqual(tried.slice(from, writer.found));
  const promised = writer.tried.filter((attempt) => attempt.acknowledged).length * EVENTS_PER_APPEND;
  expect(writer.found, 'an acknowledged append is missing').toBeGreaterThanOrEqual(promised);
}

describe(`a node that is killed ${KILLS} times while ${WRITERS} writers append`, () => {
  it(
    'has every acknowledged append exactly once, contiguous, and no append in part',
    async () => {
      const writers: Writer[] = Array.from({ length: WRITERS }, () => ({
        stream: newStream('kill'),
        tried: [],
        found: 0,
      }));
      let acknowledged = 0;
      for (let kill = 0; kill < KILLS; kill++) {
        const node = await startNodeProcess(folder.path);
        // One client at a time: another one with appends in flight would be hit by this one's death (a bug of the client).
        const client = EventStoreDBClient.connectionString(node.url);
        for (const writer of writers) await check(client, writer, false);
        let sinceStart = 0;
        // Early and late: before pages are freed, in the middle of a group, after many.
        const enough = 1 + ((kill * 97) % 500);
        await new Promise<void>((resolve) => {
          const count = (): void => {
            acknowledged++;
            if (++sinceStart === enough) node.child.kill('SIGKILL');
          };
          void Promise.all(writers.map((writer) => write(client, writer, count))).then(() => resolve());
        });
        await node.kill();
        await client.dispose();
      }
      const node = await startNodeProcess(folder.path);
      const client = EventStoreDBClient.connectionString(node.url);
      for (const writer of writers) await check(client, writer, true);
      await client.dispose();
      expect(await node.stop()).toBe(0);
      expect(acknowledged).toBeGreaterThan(KILLS * 100);
    },
    60_000 + KILLS * 20_000,
  );
});
