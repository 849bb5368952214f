import { describe, expect, it } from 'vitest';
import { BACKWARDS, END, jsonEvent, type EventStoreDBClient } from '@eventstore/db-client';
import { errorName, events, newStream, outcomeOf, revisionsOf } from './connection.js';

interface MetadataRow {
  rule: string;
  /** JSON as it is written to the metadata stream. */
  json: string;
  /** Revisions seen of 0 to 4. */
  then: string;
}

const METADATA_ROWS: MetadataRow[] = [
  { rule: '$maxCount keeps the last ones', json: '{"$maxCount":2}', then: '3 4' },
  { rule: '$tb hides what is before it', json: '{"$tb":3}', then: '3 4' },
  { rule: 'the stricter of $maxCount and $tb counts', json: '{"$maxCount":4,"$tb":2}', then: '2 3 4' },
  { rule: '$maxAge of an hour hides nothing new', json: '{"$maxAge":3600}', then: '0 1 2 3 4' },
  { rule: 'unknown keys do nothing', json: '{"mine":1,"$maxCount":1}', then: '4' },
  { rule: 'a key of the wrong type voids all of it', json: '{"$maxCount":2,"$maxAge":"x"}', then: '0 1 2 3 4' },
  { rule: '2.0 is the wrong type', json: '{"$maxCount":2.0}', then: '0 1 2 3 4' },
  { rule: 'malformed JSON is no metadata', json: '{"$maxCount":2', then: '0 1 2 3 4' },
];

interface DeleteRow {
  rule: string;
  given: number;
  /** The client has no stream_exists for a delete. */
  expected: 'any' | 'none' | number;
  then: string;
}

const DELETE_ROWS: DeleteRow[] = [
  { rule: 'any', given: 2, expected: 'any', then: 'ok' },
  { rule: 'the exact revision', given: 2, expected: 1, then: 'ok' },
  { rule: 'a wrong revision', given: 2, expected: 0, then: 'wrong-expected-version' },
  { rule: 'no_stream on a stream with events', given: 2, expected: 'none', then: 'wrong-expected-version' },
];

function deleteRevision(expected: DeleteRow['expected']): bigint | 'any' | 'no_stream' {
  if (typeof expected === 'number') return BigInt(expected);
  return expected === 'any' ? 'any' : 'no_stream';
}

/** Appends metadata as raw text. */
const writeMetadata = (client: EventStoreDBClient, stream: string, json: string) =>
  client.appendToStream(`$$${stream}`, {
    ...jsonEvent({ type: '$metadata', data: {} }),
    contentType: 'application/octet-stream',
    data: Buffer.from(json),
  });

export function metadataContract(client: () => EventStoreDBClient): void {
  const five = async (): Promise<string> => {
    const stream = newStream();
    await client().appendToStream(stream, events(5));
    return stream;
  };

  describe('stream metadata', () => {
    it.each(METADATA_ROWS)('$rule', async ({ json, then }) => {
      const stream = await five();
      await writeMetadata(client(), stream, json);
      expect(await revisionsOf(client().readStream(stream))).toBe(then);
      const back = await revisionsOf(client().readStream(stream, { direction: BACKWARDS, fromRevision: END }));
      expect(back).toBe(then.split(' ').reverse().join(' '));
    });

    it('is read back as it was set, and the last one counts', async () => {
      const stream = await five();
      await client().setStreamMetadata(stream, { maxCount: 3, truncateBefore: 1, mine: 'x' });
      await client().setStreamMetadata(stream, { maxCount: 2 });
      const { metadata } = await client().getStreamMetadata(stream);
      expect(metadata).toEqual({ maxCount: 2 });
      expect(await revisionsOf(client().readStream(`$$${stream}`))).toBe('1');
    });

    it('$maxAge hides what is older: nothing is left, which is not "not found"', async () => {
      const stream = await five();
      await client().setStreamMetadata(stream, { maxAge: 1 });
      let seen = 'not read yet';
      while (seen !== '') seen = await revisionsOf(client().readStream(stream));
      await client().appendToStream(stream, events(1));
      expect(await revisionsOf(client().readStream(stream))).toBe('5');
    });

    it('moves on with the stream', async () => {
      const stream = await five();
      await client().setStreamMetadata(stream, { maxCount: 2 });
      await client().appendToStream(stream, events(2));
      expect(await revisionsOf(client().readStream(stream))).toBe('5 6');
    });
  });

  describe('soft delete', () => {
    it.each(DELETE_ROWS)('$rule', async ({ given, expected, then }) => {
      const stream = newStream();
      await client().appendToStream(stream, events(given));
      expect(await outcomeOf(client().deleteStream(stream, { expectedRevision: deleteRevision(expected) }))).toBe(then);
      expect(await revisionsOf(client().readStream(stream))).toBe(then === 'ok' ? 'stream-not-found' : '0 1');
    });

    it('needs events or metadata', async () => {
      const stream = newStream();
      expect(await outcomeOf(client().deleteStream(stream))).toBe('wrong-expected-version');
      await client().setStreamMetadata(stream, { maxCount: 1 });
      expect(await outcomeOf(client().deleteStream(stream))).toBe('ok');
    });

    it('tells the wrong revision as it is', async () => {
      const stream = await five();
      try {
        await client().deleteStream(stream, { expectedRevision: 2n });
        expect.unreachable();
      } catch (error) {
        expect(errorName(error)).toBe('wrong-expected-version');
        expect(error).toMatchObject({ streamName: stream, expectedVersion: 2n, actualVersion: 4n });
      }
    });

    it('drops the other metadata, and the next append writes $tb', async () => {
      const stream = await five();
      await client().setStreamMetadata(stream, { maxCount: 3 });
      await client().deleteStream(stream);
      await client().appendToStream(stream, events(1));
      expect((await client().getStreamMetadata(stream)).metadata).toEqual({ truncateBefore: 5 });
      expect(await revisionsOf(client().readStream(stream))).toBe('5');
    });

    it('metadata that is set afterwards does not bring old events back', async () => {
      const stream = await five();
      await client().deleteStream(stream);
      await client().setStreamMetadata(stream, { maxCount: 10 });
      expect(await revisionsOf(client().readStream(stream))).toBe('stream-not-found');
      await client().appendToStream(stream, events(1));
      expect(await revisionsOf(client().readStream(stream))).toBe('5');
      expect((await client().getStreamMetadata(stream)).metadata).toEqual({ maxCount: 10, truncateBefore: 5 });
    });
  });

  describe('tombstone', () => {
    it('ends a stream and its metadata for ever', async () => {
      const stream = await five();
      await client().tombstoneStream(stream, { expectedRevision: 4n });
      expect(await revisionsOf(client().readStream(stream))).toBe('stream-deleted');
      expect(await revisionsOf(client().readStream(`$$${stream}`))).toBe('stream-deleted');
      expect(await outcomeOf(client().appendToStream(stream, events(1)))).toBe('stream-deleted');
      expect(await outcomeOf(client().appendToStream(`$$${stream}`, events(1)))).toBe('stream-deleted');
      expect(await outcomeOf(client().deleteStream(stream))).toBe('stream-deleted');
      expect(await outcomeOf(client().tombstoneStream(stream))).toBe('stream-deleted');
    });

    it('works on a stream that never was', async () => {
      const stream = newStream();
      expect(await outcomeOf(client().tombstoneStream(stream))).toBe('ok');
      expect(await outcomeOf(client().appendToStream(stream, events(1)))).toBe('stream-deleted');
    });

    it('checks the revision', async () => {
      const stream = await five();
      expect(await outcomeOf(client().tombstoneStream(stream, { expectedRevision: 3n }))).toBe(
        'wrong-expected-version',
      );
      expect(await revisionsOf(client().readStream(stream))).toBe('0 1 2 3 4');
    });

    it('shows in $all as an event of the last revision there is', async () => {
      const stream = newStream();
      await client().tombstoneStream(stream);
      let seen: unknown;
      for await (const { event } of client().readAll({ fromPosition: END, direction: BACKWARDS, maxCount: 20 })) {
        if (event?.streamId === stream) seen = { type: event.type, revision: event.revision };
      }
      expect(seen).toEqual({ type: '$streamDeleted', revision: 2n ** 63n - 1n });
    });
  });
}
