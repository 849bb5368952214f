import { describe, expect, it } from 'vitest';
import { jsonEvent, type EventData, type EventStoreDBClient } from '@eventstore/db-client';
import {
  EventIds,
  UNARY,
  errorName,
  events,
  expectedRevision,
  newStream,
  outcomeOf,
  revisionsOf,
  type Expected,
} from './connection.js';

type Given =
  | { append: string; expected?: Expected }
  | { metadata: Record<string, number> }
  | { deleted: true }
  | { tombstoned: true };

interface Row {
  rule: string;
  given: Given[];
  /** Events by letter (the same letter: the same id), and the expected revision. */
  when: [letters: string, expected: Expected];
  /** `ok <revision>` and ` hidden` when no position is told, or the error's type with expected and actual revision. */
  then: string;
  /** The stream's revisions afterwards. */
  stream: string;
}

const ab: Given = { append: 'ab' };
const deleted: Given = { deleted: true };
const tombstoned: Given = { tombstoned: true };
const metadataOnly: Given = { metadata: { $maxCount: 10 } };

const ROWS: Row[] = [
  { rule: 'any on a new stream', given: [], when: ['a', 'any'], then: 'ok 0', stream: '0' },
  { rule: 'no_stream on a new stream', given: [], when: ['ab', 'none'], then: 'ok 1', stream: '0 1' },
  {
    rule: 'no_stream on a stream with events',
    given: [ab],
    when: ['x', 'none'],
    then: 'wrong no_stream 1',
    stream: '0 1',
  },
  {
    rule: 'stream_exists on a new stream',
    given: [],
    when: ['a', 'exists'],
    then: 'wrong stream_exists no_stream',
    stream: 'stream-not-found',
  },
  {
    rule: 'stream_exists on a stream with metadata only',
    given: [metadataOnly],
    when: ['a', 'exists'],
    then: 'ok 0',
    stream: '0',
  },
  { rule: 'stream_exists on a stream with events', given: [ab], when: ['c', 'exists'], then: 'ok 2', stream: '0 1 2' },
  { rule: 'the exact revision', given: [ab], when: ['c', 1], then: 'ok 2', stream: '0 1 2' },
  { rule: 'a revision past the last', given: [ab], when: ['c', 2], then: 'wrong 2 1', stream: '0 1' },
  {
    rule: 'a revision on a new stream',
    given: [],
    when: ['c', 0],
    then: 'wrong 0 no_stream',
    stream: 'stream-not-found',
  },
  {
    rule: 'a revision past 2^53 is not rounded',
    given: [ab],
    when: ['c', 9007199254740993n],
    then: 'wrong 9007199254740993 1',
    stream: '0 1',
  },
  { rule: 'a revision before the last, new ids', given: [ab], when: ['c', 0], then: 'wrong 0 1', stream: '0 1' },
  {
    rule: 'the same events again, exact',
    given: [ab, { append: 'c', expected: 1 }],
    when: ['c', 1],
    then: 'ok 2',
    stream: '0 1 2',
  },
  {
    rule: 'the same events again, in the middle',
    given: [{ append: 'abcd' }],
    when: ['bc', 0],
    then: 'ok 2',
    stream: '0 1 2 3',
  },
  { rule: 'the same events again, no_stream', given: [ab], when: ['ab', 'none'], then: 'ok 1', stream: '0 1' },
  { rule: 'the first of the same events, no_stream', given: [ab], when: ['a', 'none'], then: 'ok 0', stream: '0 1' },
  {
    rule: 'the same events and one more',
    given: [ab],
    when: ['abc', 'none'],
    then: 'wrong no_stream 1',
    stream: '0 1',
  },
  {
    rule: 'the same events in another order',
    given: [ab],
    when: ['ba', 'none'],
    then: 'wrong no_stream 1',
    stream: '0 1',
  },
  { rule: 'the same events again, any', given: [ab], when: ['ab', 'any'], then: 'ok 1', stream: '0 1' },
  {
    rule: 'the same events again, any, not contiguous',
    given: [{ append: 'abc' }],
    when: ['ac', 'any'],
    then: 'ok 2',
    stream: '0 1 2',
  },
  { rule: 'the same events again, stream_exists', given: [ab], when: ['a', 'exists'], then: 'ok 0', stream: '0 1' },
  {
    rule: 'a new id first, then a known one, any: all is written',
    given: [{ append: 'abc' }],
    when: ['da', 'any'],
    then: 'ok 4',
    stream: '0 1 2 3 4',
  },
  {
    rule: 'any on a soft-deleted stream goes on counting',
    given: [ab, deleted],
    when: ['c', 'any'],
    then: 'ok 2',
    stream: '2',
  },
  { rule: 'no_stream on a soft-deleted stream', given: [ab, deleted], when: ['c', 'none'], then: 'ok 2', stream: '2' },
  {
    rule: 'the last revision on a soft-deleted stream',
    given: [ab, deleted],
    when: ['c', 1],
    then: 'ok 2',
    stream: '2',
  },
  {
    rule: 'stream_exists on a soft-deleted stream',
    given: [ab, deleted],
    when: ['c', 'exists'],
    then: 'stream-deleted',
    stream: 'stream-not-found',
  },
  {
    rule: 'known ids do not revive, exact',
    given: [ab, deleted],
    when: ['ab', 'none'],
    then: 'ok 1 hidden',
    stream: 'stream-not-found',
  },
  {
    rule: 'known ids do not revive, any',
    given: [ab, deleted],
    when: ['ab', 'any'],
    then: 'ok 1 hidden',
    stream: 'stream-not-found',
  },
  {
    rule: 'known ids that $tb hides',
    given: [ab, { metadata: { $tb: 1 } }],
    when: ['a', 'none'],
    then: 'ok 0 hidden',
    stream: '1',
  },
  { rule: 'no events', given: [ab], when: ['', 1], then: 'ok 1', stream: '0 1' },
  { rule: 'no events, wrong revision', given: [ab], when: ['', 0], then: 'wrong 0 1', stream: '0 1' },
  {
    rule: 'any on a tombstoned stream',
    given: [ab, tombstoned],
    when: ['c', 'any'],
    then: 'stream-deleted',
    stream: 'stream-deleted',
  },
  {
    rule: 'no_stream on a tombstoned stream',
    given: [tombstoned],
    when: ['c', 'none'],
    then: 'stream-deleted',
    stream: 'stream-deleted',
  },
];

export async function prepare(
  client: EventStoreDBClient,
  stream: string,
  ids: EventIds,
  given: readonly Given[],
): Promise<void> {
  for (const step of given) {
    if ('append' in step)
      await client.appendToStream(stream, ids.events(step.append), {
        expectedRevision: expectedRevision(step.expected ?? 'any'),
      });
    else if ('metadata' in step) await client.setStreamMetadata(stream, step.metadata);
    else if ('deleted' in step) await client.deleteStream(stream);
    else await client.tombstoneStream(stream);
  }
}

async function answerOf(
  client: EventStoreDBClient,
  stream: string,
  ids: EventIds,
  [letters, expected]: Row['when'],
  options: object,
): Promise<string> {
  try {
    const result = await client.appendToStream(stream, ids.events(letters), {
      ...options,
      expectedRevision: expectedRevision(expected),
    });
    return `ok ${result.nextExpectedRevision}${result.position ? '' : ' hidden'}`;
  } catch (error) {
    if (error instanceof Error && 'expectedVersion' in error && 'actualVersion' in error) {
      return `wrong ${String(error.expectedVersion)} ${String(error.actualVersion)}`;
    }
    return errorName(error);
  }
}

export function appendContract(client: () => EventStoreDBClient): void {
  for (const [call, options] of [
    ['batch append', {}],
    ['unary append', UNARY],
  ] as const) {
    describe(`${call}: expected revision and idempotency`, () => {
      it.each(ROWS)('$rule', async ({ given, when, then, stream: after }) => {
        const stream = newStream();
        const ids = new EventIds();
        await prepare(client(), stream, ids, given);
        expect(await answerOf(client(), stream, ids, when, options)).toBe(then);
        expect(await revisionsOf(client().readStream(stream))).toBe(after);
      });

      it('answers with the position of the last event', async () => {
        const stream = newStream();
        const result = await client().appendToStream(stream, events(3), options);
        const positions: bigint[] = [];
        for await (const { event } of client().readStream(stream)) positions.push(event?.position?.commit ?? -1n);
        expect(result.position?.commit).toBe(positions.at(-1));
        expect(positions).toEqual([...new Set(positions)].sort((a, b) => (a < b ? -1 : 1)));
      });

      it('repeats the position of the original', async () => {
        const stream = newStream();
        const same = events(2);
        const first = await client().appendToStream(stream, same, { ...options, expectedRevision: 'no_stream' });
        const second = await client().appendToStream(stream, same, { ...options, expectedRevision: 'no_stream' });
        expect(second.position).toEqual(first.position);
      });

      it('writes an id again in another stream', async () => {
        const [one, other] = [newStream(), newStream()];
        const same = events(1);
        await client().appendToStream(one, same, options);
        await client().appendToStream(other, same, options);
        await client().appendToStream(other, same, options);
        expect(await revisionsOf(client().readStream(other))).toBe('0 1');
      });

      it('refuses more than 1 MiB, and takes just that', async () => {
        const stream = newStream();
        const ofSize = (bytes: number) => jsonEvent({ type: 'T', data: 'x'.repeat(bytes - 2 - 2) });
        expect(await outcomeOf(client().appendToStream(stream, ofSize(1_048_577), options))).toBe(
          'maximum-append-size-exceeded',
        );
        expect(await outcomeOf(client().appendToStream(stream, ofSize(1_048_576), options))).toBe('ok');
      });

      it('refuses an empty stream name, the stream $$, an empty type and an id that is no UUID, and lives on', async () => {
        const append = (stream: string, event: EventData | EventData[] = events(1)) =>
          outcomeOf(client().appendToStream(stream, event, options));
        const [empty, metaOfNothing] = [await append(''), await append('$$')];
        expect([empty, metaOfNothing]).not.toContain('ok');
        expect(await append(newStream(), [jsonEvent({ type: '', data: {} })])).not.toBe('ok');
        expect(await append(newStream(), [jsonEvent({ id: 'no uuid', type: 'T', data: {} })])).not.toBe('ok');
        expect(await append(newStream())).toBe('ok');
      });

      it('keeps what was appended: data, metadata, type, content type, id and time', async () => {
        const stream = newStream('Ünïcode 流 %');
        const before = Date.now();
        const json = jsonEvent({ type: 'Größe', data: { text: 'Zürich 🚀' }, metadata: { by: 'me' } });
        await client().appendToStream(stream, json, options);
        for await (const { event } of client().readStream(stream)) {
          expect(event).toMatchObject({
            id: json.id,
            type: 'Größe',
            streamId: stream,
            data: { text: 'Zürich 🚀' },
            metadata: { by: 'me' },
          });
          expect(event?.isJson).toBe(true);
          expect(event?.created.getTime()).toBeGreaterThanOrEqual(before - 1000);
        }
      });

      it('of 20 appends at the same revision at once, one wins', async () => {
        const stream = newStream();
        const all = await Promise.all(
          Array.from({ length: 20 }, () =>
            outcomeOf(client().appendToStream(stream, events(2), { ...options, expectedRevision: 'no_stream' })),
          ),
        );
        expect(all.filter((outcome) => outcome === 'ok')).toHaveLength(1);
        expect(all.filter((outcome) => outcome === 'wrong-expected-version')).toHaveLength(19);
        expect(await revisionsOf(client().readStream(stream))).toBe('0 1');
      });
    });
  }

  it('a batch append in many chunks is one append', async () => {
    const stream = newStream();
    const result = await client().appendToStream(stream, events(200), {
      expectedRevision: 'no_stream',
      batchAppendSize: 1_000,
    });
    expect(result.nextExpectedRevision).toBe(199n);
  });
}
