import {
  BACKWARDS,
  END,
  EventStoreDBClient,
  binaryEvent,
  persistentSubscriptionToAllSettingsFromDefaults,
} from '@eventstore/db-client';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { UNARY, errorFields, events, newStream, outcomeOf, revisionsOf } from '../observe.js';
import { rawEvents } from '../raw.js';
import type { Row, Server } from '../table.js';

/** Asks through a client of its own, which is made with another connection string. */
async function through<T>(url: string, ask: (client: EventStoreDBClient) => Promise<T>): Promise<T> {
  const client = EventStoreDBClient.connectionString(url);
  try {
    return await ask(client);
  } finally {
    await client.dispose();
  }
}

const appendOnce = (client: EventStoreDBClient) => outcomeOf(client.appendToStream(newStream(), events(1)));

async function readToEnd(events: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of events);
}

const NODE_ADDRESS = 'the addresses of a cluster are not ours to make up';

export const clientRows: Row[] = [
  {
    area: 'connect',
    rule: 'one host: no gossip',
    ask: ({ url }) => through(url, appendOnce),
    answer: 'ok',
  },
  {
    area: 'connect',
    rule: 'several hosts: gossip finds the leader',
    ask: ({ url }) => {
      const { host, search } = new URL(url);
      return through(`esdb://${host},${host}/${search}`, appendOnce);
    },
    answer: 'ok',
    embeddedOnly: NODE_ADDRESS,
  },
  {
    area: 'connect',
    rule: 'esdb+discover: gossip finds the leader',
    ask: ({ url }) => {
      const { host, search } = new URL(url);
      return through(`esdb+discover://${host}/${search}`, appendOnce);
    },
    answer: 'ok',
    embeddedOnly: NODE_ADDRESS,
  },
  {
    area: 'server features',
    rule: 'batch append is listed, the version is 23.10 or later',
    ask: async ({ connection }) => {
      const capabilities: unknown = await Reflect.get(connection.client, 'capabilities');
      if (typeof capabilities !== 'object' || capabilities === null || !('supports' in capabilities)) return undefined;
      const { supports } = capabilities;
      if (typeof supports !== 'function') return undefined;
      const version = (await connection.serverVersion()) ?? '0.0';
      const [major = 0, minor = 0] = version.split('.').map(Number);
      return [Boolean(supports.call(capabilities, StreamsService.batchAppend)), major * 100 + minor >= 2310];
    },
    answer: [true, true],
  },
  {
    area: 'calls of the client',
    rule: 'every function of streams, by batch and by unary append',
    ask: async ({ client }) => {
      const stream = newStream();
      const outcomes = [
        await outcomeOf(client.appendToStream(stream, events(1))),
        await outcomeOf(client.appendToStream(stream, events(1), UNARY)),
        await outcomeOf(client.setStreamMetadata(stream, { maxCount: 10 })),
        await outcomeOf(client.getStreamMetadata(stream)),
        await revisionsOf(client.readStream(stream)),
        await revisionsOf(client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 })),
        await outcomeOf(client.deleteStream(stream)),
        await outcomeOf(client.tombstoneStream(stream)),
      ];
      return outcomes;
    },
    answer: ['ok', 'ok', 'ok', 'ok', '0 1', '0', 'ok', 'ok'],
    embeddedOnly: 'the last event of a server that others write to is theirs',
  },
  {
    area: 'errors',
    rule: 'wrong expected version of a delete and of a tombstone: stream, expected and actual revision',
    ask: async ({ client }) => {
      const stream = newStream();
      await client.appendToStream(stream, events(5));
      const of = async (work: Promise<unknown>) => {
        const { type, streamName, expectedVersion, actualVersion } = await errorFields(work);
        return [type, streamName === stream, expectedVersion, actualVersion];
      };
      return [
        await of(client.deleteStream(stream, { expectedRevision: 2n })),
        await of(client.tombstoneStream(stream, { expectedRevision: 7n })),
      ];
    },
    answer: [
      ['wrong-expected-version', true, 2n, 4n],
      ['wrong-expected-version', true, 7n, 4n],
    ],
  },
  {
    area: 'errors',
    rule: 'stream deleted: the name of the stream, from append (both calls), read and delete',
    ask: async ({ client }) => {
      const stream = newStream();
      await client.tombstoneStream(stream);
      const of = async (work: Promise<unknown>) => {
        const { type, streamName } = await errorFields(work);
        return [type, streamName === stream];
      };
      return [
        await of(client.appendToStream(stream, events(1))),
        await of(client.appendToStream(stream, events(1), UNARY)),
        await of(client.deleteStream(stream)),
        await of(readToEnd(client.readStream(stream))),
      ];
    },
    answer: Array.from({ length: 4 }, () => ['stream-deleted', true]),
  },
  {
    area: 'errors',
    rule: 'maximum append size: the limit in bytes, from both calls',
    ask: async ({ client }) => {
      const large = binaryEvent({ type: 'T', data: Buffer.alloc(1_100_000) });
      const of = async (options: object) => {
        const { type, maxAppendSize } = await errorFields(client.appendToStream(newStream(), large, options));
        return [type, maxAppendSize];
      };
      return [await of({}), await of(UNARY)];
    },
    answer: [
      ['maximum-append-size-exceeded', 1_048_576],
      ['maximum-append-size-exceeded', 1_048_576],
    ],
  },
  {
    area: 'errors',
    rule: 'a call that the server does not have is said to be unsupported',
    ask: ({ client }) =>
      outcomeOf(
        client.createPersistentSubscriptionToAll('conformance', persistentSubscriptionToAllSettingsFromDefaults()),
      ),
    answer: 'unsupported',
    embeddedOnly: 'the embedded node has no persistent subscriptions',
  },
  {
    area: 'oddities of the client',
    rule: 'the revision of metadata that it tells is the position',
    ask: async ({ client }) => {
      const stream = newStream();
      const { position } = await client.setStreamMetadata(stream, { maxCount: 10 });
      return (await client.getStreamMetadata(stream)).metastreamRevision === position?.commit;
    },
    answer: true,
  },
  {
    area: 'oddities of the client',
    rule: 'without throwOnAppendFailure a batch append that fails tells revision 1, a unary one the real revision',
    ask: ({ url }) =>
      through(`${url}&throwOnAppendFailure=false`, async (client) => {
        const stream = newStream();
        await client.appendToStream(stream, events(5));
        const told = async (options: object) => {
          const { nextExpectedRevision, success } = await client.appendToStream(stream, events(1), {
            ...options,
            expectedRevision: 9n,
          });
          return [success, nextExpectedRevision];
        };
        return [await told({}), await told(UNARY)];
      }),
    answer: [
      [false, 1n],
      [false, 4n],
    ],
  },
  {
    area: 'recorded event',
    rule: 'type, content type and 100 ns ticks since the Unix epoch as text; other times in one append; metadata as opaque bytes',
    ask: (server) => recorded(server),
    answer: [['Json', 'Other'], ['application/json', 'application/octet-stream'], true, true, 'not json'],
  },
];

async function recorded(server: Server): Promise<unknown[]> {
  const stream = newStream();
  const before = Date.now();
  const [json] = events(1, 'Json');
  const other = binaryEvent({ type: 'Other', data: Buffer.from([0, 255]), metadata: Buffer.from('not json') });
  if (!json) throw new Error('no event');
  await server.client.appendToStream(stream, [json, other]);
  const raw = await rawEvents(server, stream);
  const of = (key: string) => raw.map((event) => String(event.getMetadataMap().get(key)));
  const created = of('created').map(BigInt);
  const [first = 0n, second = 0n] = created;
  // A server's clock may differ from ours by some seconds; another unit or epoch is off by years.
  const isNow = created.every((ticks) => Math.abs(Number(ticks / 10_000n) - before) < 60_000);
  return [
    of('type'),
    of('content-type'),
    isNow,
    first < second,
    Buffer.from(raw[1]?.getCustomMetadata_asU8() ?? []).toString(),
  ];
}
