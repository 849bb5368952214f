import { BACKWARDS, END, EventStoreDBClient } from '@eventstore/db-client';
import { Observed, UNARY, errorName, events, newStream, outcomeOf, revisionsOf } from '../observe.js';
import type { NodeProcess } from '../../node-process.js';
import type { LifeRow } from '../table.js';

const OWN = 'needs a server that can be stopped';

async function connected<T>(node: NodeProcess, ask: (client: EventStoreDBClient) => Promise<T>): Promise<T> {
  const client = EventStoreDBClient.connectionString(node.url);
  try {
    return await ask(client);
  } finally {
    await client.dispose();
  }
}

export const lifeRows: LifeRow[] = [
  {
    area: 'fresh node',
    rule: '$all holds $metadata of $$$scavenges and nothing else',
    embeddedOnly: 'needs a fresh server',
    live: async (start) => {
      const node = await start();
      const seen = await connected(node, async (client) => {
        const found: string[] = [];
        for await (const { event } of client.readAll()) found.push(`${event?.streamId} ${event?.type}`);
        return found;
      });
      await node.stop();
      return seen;
    },
    answer: ['$$$scavenges $metadata'],
  },
  {
    area: 'restart',
    rule: 'events, positions, metadata and tombstones stay; revisions and positions go on',
    embeddedOnly: OWN,
    live: async (start) => {
      const [stream, gone] = [newStream(), newStream()];
      const first = await start();
      const before = await connected(first, async (client) => {
        await client.appendToStream(stream, events(5));
        await client.tombstoneStream(gone);
        return client.setStreamMetadata(stream, { maxCount: 2 });
      });
      await first.stop();
      const second = await start();
      const after = await connected(second, async (client) => {
        const seen = [await revisionsOf(client.readStream(stream)), await revisionsOf(client.readStream(gone))];
        const wrong = await outcomeOf(client.appendToStream(stream, events(1), { expectedRevision: 3n }));
        const { position } = await client.appendToStream(stream, events(1), { expectedRevision: 4n });
        return [...seen, wrong, (position?.commit ?? 0n) > (before.position?.commit ?? 0n)];
      });
      await second.stop();
      return after;
    },
    answer: ['3 4', 'stream-deleted', 'wrong-expected-version', true],
  },
  {
    area: 'idempotency, exact or no_stream',
    rule: 'is decided by the log itself: after a kill and a restart the answer is the same',
    embeddedOnly: OWN,
    live: async (start) => {
      const stream = newStream();
      const same = events(2);
      const append = (client: EventStoreDBClient) =>
        client.appendToStream(stream, same, { expectedRevision: 'no_stream' });
      const first = await start();
      const before = await connected(first, append);
      await first.kill();
      const second = await start();
      const after = await connected(second, append);
      await second.stop();
      return [after.nextExpectedRevision, after.position?.commit === before.position?.commit];
    },
    answer: [1n, true],
  },
  {
    area: 'idempotency, any or stream_exists',
    rule: 'is forgotten at a restart: then there are duplicates',
    embeddedOnly: OWN,
    live: async (start) => {
      const stream = newStream();
      const same = events(1);
      for (let life = 0; life < 2; life++) {
        const node = await start();
        await connected(node, (client) => client.appendToStream(stream, same));
        await node.stop();
      }
      const node = await start();
      const seen = await connected(node, (client) => revisionsOf(client.readStream(stream)));
      await node.stop();
      return seen;
    },
    answer: '0 1',
  },
  {
    area: 'the original is still in flight',
    rule: 'the same append twice at once is written once, and both are answered alike',
    embeddedOnly: 'the real server may answer with a timeout, and succeed at the next try',
    live: async (start) => {
      const node = await start();
      const seen = await connected(node, async (client) => {
        const stream = newStream();
        const same = events(3);
        const answers = await Promise.all(
          Array.from({ length: 10 }, () => client.appendToStream(stream, same, { expectedRevision: 'no_stream' })),
        );
        const positions = new Set(answers.map(({ position }) => position?.commit));
        return [positions.size, await revisionsOf(client.readStream(stream))];
      });
      await node.stop();
      return seen;
    },
    answer: [1, '0 1 2'],
  },
  {
    area: 'errors',
    rule: 'a frozen server: a unary append ends by its deadline',
    embeddedOnly: OWN,
    live: async (start) => {
      const node = await start();
      const seen = await connected(node, async (client) => {
        await client.appendToStream(newStream(), events(1), UNARY);
        node.child.kill('SIGSTOP');
        const outcome = await outcomeOf(client.appendToStream(newStream(), events(1), { ...UNARY, deadline: 300 }));
        node.child.kill('SIGCONT');
        return outcome;
      });
      await node.stop();
      return seen;
    },
    answer: 'deadline-exceeded',
  },
  {
    area: 'shutdown',
    rule: 'SIGTERM: open calls end with cancelled, and the exit code is 0',
    embeddedOnly: 'the real server takes 5 s, and clients see RST_STREAM',
    live: async (start) => {
      const node = await start();
      return connected(node, async (client) => {
        const observed = new Observed(client.subscribeToAll({ fromPosition: END }));
        await observed.until('confirmed');
        const code = await node.stop();
        await observed.until('cancelled');
        return [code, observed.words.at(-1)];
      });
    },
    answer: [0, 'cancelled'],
  },
  {
    area: 'shutdown',
    rule: 'SIGKILL: what is under way is unavailable; the next calls say so by class or by code 14',
    embeddedOnly: OWN,
    live: async (start) => {
      const node = await start();
      return connected(node, async (client) => {
        const observed = new Observed(client.subscribeToAll({ fromPosition: END }));
        await observed.until('confirmed');
        await node.kill();
        await observed.until('unavailable');
        const next = await client.appendToStream(newStream(), events(1)).catch((error: unknown) => errorName(error));
        return next === 'unavailable' || next === 'code 14';
      });
    },
    answer: true,
  },
  {
    area: 'positions',
    rule: 'after a restart too, backwards from the end begins with the last event',
    embeddedOnly: OWN,
    live: async (start) => {
      const stream = newStream();
      const first = await start();
      await connected(first, (client) => client.appendToStream(stream, events(3)));
      await first.kill();
      const second = await start();
      const seen = await connected(second, (client) =>
        revisionsOf(client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 3 })),
      );
      await second.stop();
      return seen;
    },
    answer: '2 1 0',
  },
];
