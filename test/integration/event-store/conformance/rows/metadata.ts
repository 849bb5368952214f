import { BACKWARDS, END, jsonEvent, type EventStoreDBClient } from '@eventstore/db-client';
import { events, newStream, outcomeOf, revisionsOf } from '../observe.js';
import type { Row } from '../table.js';

interface MetadataFact {
  rule: string;
  /** JSON as it is written to the metadata stream. */
  json: string;
  /** Revisions seen of 0 to 4. */
  then: string;
}

const ALL_FIVE = '0 1 2 3 4';
const FACTS: MetadataFact[] = [
  { rule: '$maxCount keeps the last ones', json: '{"$maxCount":2}', then: '3 4' },
  { rule: '$tb hides what is before it', json: '{"$tb":3}', then: '3 4' },
  { rule: 'the stricter of $maxCount and $tb counts', json: '{"$maxCount":4,"$tb":2}', then: '2 3 4' },
  { rule: '$maxAge of an hour hides nothing new', json: '{"$maxAge":3600}', then: ALL_FIVE },
  {
    rule: '$cacheControl and $acl hide nothing',
    json: '{"$cacheControl":9,"$acl":{"$r":["a"],"$w":"b"}}',
    then: ALL_FIVE,
  },
  { rule: 'unknown keys do nothing', json: '{"mine":1,"$maxCount":1}', then: '4' },
  { rule: 'a wrongly typed $maxAge voids all of it', json: '{"$maxCount":2,"$maxAge":"x"}', then: ALL_FIVE },
  { rule: 'a wrongly typed $tb voids all of it', json: '{"$maxCount":2,"$tb":"3"}', then: ALL_FIVE },
  { rule: 'a wrongly typed $acl voids all of it', json: '{"$maxCount":2,"$acl":7}', then: ALL_FIVE },
  { rule: '2.0 is the wrong type', json: '{"$maxCount":2.0}', then: ALL_FIVE },
  { rule: 'malformed JSON is no metadata', json: '{"$maxCount":2', then: ALL_FIVE },
];

/** Appends metadata as raw text. */
const writeMetadata = (client: EventStoreDBClient, stream: string, json: string) =>
  client.appendToStream(`$$${stream}`, {
    ...jsonEvent({ type: '$metadata', data: {} }),
    contentType: 'application/octet-stream',
    data: Buffer.from(json),
  });

async function streamOf(client: EventStoreDBClient, count: number): Promise<string> {
  const stream = newStream();
  await client.appendToStream(stream, events(count));
  return stream;
}

interface DeleteFact {
  rule: string;
  /** The client has no stream_exists for a delete. */
  expected: bigint | 'any' | 'no_stream';
  then: [outcome: string, stream: string];
}

/** Of a stream with two events. */
const DELETES: DeleteFact[] = [
  { rule: 'any', expected: 'any', then: ['ok', 'stream-not-found'] },
  { rule: 'the exact revision', expected: 1n, then: ['ok', 'stream-not-found'] },
  { rule: 'a wrong revision', expected: 0n, then: ['wrong-expected-version', '0 1'] },
  { rule: 'no_stream on a stream with events', expected: 'no_stream', then: ['wrong-expected-version', '0 1'] },
];

export const metadataRows: Row[] = [
  ...FACTS.map(({ rule, json, then }): Row => ({
    area: 'metadata',
    rule,
    ask: async ({ client }) => {
      const stream = await streamOf(client, 5);
      await writeMetadata(client, stream, json);
      const back = await revisionsOf(client.readStream(stream, { direction: BACKWARDS, fromRevision: END }));
      return [await revisionsOf(client.readStream(stream)), back.split(' ').reverse().join(' ')];
    },
    answer: [then, then],
  })),
  {
    area: 'metadata',
    rule: 'is read back as it was set; of its stream only the last event counts',
    ask: async ({ client }) => {
      const stream = await streamOf(client, 5);
      await client.setStreamMetadata(stream, { maxCount: 3, truncateBefore: 1, mine: 'x' });
      await client.setStreamMetadata(stream, { maxCount: 2 });
      const { metadata } = await client.getStreamMetadata(stream);
      return [metadata, await revisionsOf(client.readStream(`$$${stream}`))];
    },
    answer: [{ maxCount: 2 }, '1'],
  },
  {
    area: 'metadata',
    rule: '$maxAge: when everything has expired, a read is empty and not "not found"',
    ask: async ({ client }) => {
      const stream = await streamOf(client, 5);
      await client.setStreamMetadata(stream, { maxAge: 1 });
      let seen = 'not read yet';
      while (seen !== '') seen = await revisionsOf(client.readStream(stream));
      await client.appendToStream(stream, events(1));
      return revisionsOf(client.readStream(stream));
    },
    answer: '5',
  },
  {
    area: 'metadata',
    rule: '$tb past the last event: a read is empty and not "not found"',
    ask: async ({ client }) => {
      const stream = await streamOf(client, 5);
      await client.setStreamMetadata(stream, { truncateBefore: 9 });
      const back = client.readStream(stream, { direction: BACKWARDS, fromRevision: END });
      return [await revisionsOf(client.readStream(stream)), await revisionsOf(back)];
    },
    answer: ['', ''],
  },
  {
    area: 'metadata',
    rule: '$maxCount moves on with the stream',
    ask: async ({ client }) => {
      const stream = await streamOf(client, 5);
      await client.setStreamMetadata(stream, { maxCount: 2 });
      await client.appendToStream(stream, events(2));
      return revisionsOf(client.readStream(stream));
    },
    answer: '5 6',
  },
];

export const deleteRows: Row[] = [
  ...DELETES.map(({ rule, expected, then }): Row => ({
    area: 'soft delete',
    rule,
    ask: async ({ client }) => {
      const stream = await streamOf(client, 2);
      const outcome = await outcomeOf(client.deleteStream(stream, { expectedRevision: expected }));
      return [outcome, await revisionsOf(client.readStream(stream))];
    },
    answer: then,
  })),
  {
    area: 'soft delete',
    rule: 'needs events or metadata',
    ask: async ({ client }) => {
      const stream = newStream();
      const neither = await outcomeOf(client.deleteStream(stream));
      await client.setStreamMetadata(stream, { maxCount: 1 });
      return [neither, await outcomeOf(client.deleteStream(stream))];
    },
    answer: ['wrong-expected-version', 'ok'],
  },
  {
    area: 'soft delete',
    rule: 'is metadata with $tb 2^63-1 alone: other keys are dropped',
    ask: async ({ client }) => {
      const stream = await streamOf(client, 2);
      await client.setStreamMetadata(stream, { maxCount: 3 });
      await client.deleteStream(stream);
      const { metadata } = await client.getStreamMetadata(stream);
      return [Object.keys(metadata ?? {}), Number(metadata?.truncateBefore) >= 9.22e18];
    },
    answer: [['truncateBefore'], true],
  },
  {
    area: 'soft delete',
    rule: 'the next append goes on counting, and writes $tb after its events',
    ask: async ({ client }) => {
      const stream = await streamOf(client, 5);
      await client.deleteStream(stream);
      const { position } = await client.appendToStream(stream, events(2));
      const inAll: string[] = [];
      for await (const { event } of client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 50 })) {
        if (event?.streamId === stream && inAll.length < 3) inAll.push(`${event.revision}`);
        if (event?.streamId === `$$${stream}` && inAll.length < 3) inAll.push('metadata');
      }
      const { metadata } = await client.getStreamMetadata(stream);
      return [metadata, await revisionsOf(client.readStream(stream)), inAll.reverse(), position !== undefined];
    },
    answer: [{ truncateBefore: 5 }, '5 6', ['5', '6', 'metadata'], true],
  },
  {
    area: 'soft delete',
    rule: 'metadata that is set afterwards gets $tb = next revision: old events stay hidden',
    ask: async ({ client }) => {
      const stream = await streamOf(client, 5);
      await client.deleteStream(stream);
      await client.setStreamMetadata(stream, { maxCount: 10 });
      const { metadata } = await client.getStreamMetadata(stream);
      const empty = await revisionsOf(client.readStream(stream));
      await client.appendToStream(stream, events(1));
      return [metadata, empty, await revisionsOf(client.readStream(stream))];
    },
    answer: [{ maxCount: 10, truncateBefore: 5 }, '', '5'],
  },
  {
    area: 'tombstone',
    rule: 'ends a stream and its metadata for ever',
    ask: async ({ client }) => {
      const stream = await streamOf(client, 5);
      await client.tombstoneStream(stream, { expectedRevision: 4n });
      return [
        await revisionsOf(client.readStream(stream)),
        await revisionsOf(client.readStream(`$$${stream}`)),
        await outcomeOf(client.appendToStream(stream, events(1))),
        await outcomeOf(client.appendToStream(`$$${stream}`, events(1))),
        await outcomeOf(client.deleteStream(stream)),
        await outcomeOf(client.tombstoneStream(stream)),
      ];
    },
    answer: Array.from({ length: 6 }, () => 'stream-deleted'),
  },
  {
    area: 'tombstone',
    rule: 'works on a stream that never was',
    ask: async ({ client }) => {
      const stream = newStream();
      return [
        await outcomeOf(client.tombstoneStream(stream)),
        await outcomeOf(client.appendToStream(stream, events(1))),
      ];
    },
    answer: ['ok', 'stream-deleted'],
  },
  {
    area: 'tombstone',
    rule: 'checks the revision',
    ask: async ({ client }) => {
      const stream = await streamOf(client, 5);
      const outcome = await outcomeOf(client.tombstoneStream(stream, { expectedRevision: 3n }));
      return [outcome, await revisionsOf(client.readStream(stream))];
    },
    answer: ['wrong-expected-version', '0 1 2 3 4'],
  },
  {
    area: 'tombstone',
    rule: 'shows in $all as $streamDeleted with revision 2^63-1',
    ask: async ({ client }) => {
      const stream = newStream();
      await client.tombstoneStream(stream);
      let seen: unknown;
      for await (const { event } of client.readAll({ fromPosition: END, direction: BACKWARDS, maxCount: 20 }))
        if (event?.streamId === stream) seen = [event.type, event.revision];
      return seen;
    },
    answer: ['$streamDeleted', 2n ** 63n - 1n],
  },
];
