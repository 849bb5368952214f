import { jsonEvent } from '@eventstore/db-client';
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
} from '../observe.js';
import type { Area, Row, Server } from '../table.js';

type Given =
  | { append: string; expected?: Expected }
  | { metadata: Record<string, number> }
  | { deleted: true }
  | { tombstoned: true };

interface Fact {
  area: Area;
  rule: string;
  given: Given[];
  /** Events by letter (the same letter: the same id), and the expected revision. */
  when: [letters: string, expected: Expected];
  /** `ok <revision>` and ` hidden` when no position is told, or the error's type with expected and actual revision; then the stream's revisions. */
  then: [answer: string, stream: string];
  embeddedOnly?: string;
}

const ab: Given = { append: 'ab' };
const deleted: Given = { deleted: true };
const tombstoned: Given = { tombstoned: true };

const fact = (
  area: Area,
  rule: string,
  given: Given[],
  when: Fact['when'],
  then: Fact['then'],
  embeddedOnly?: string,
): Fact => ({ area, rule, given, when, then, ...(embeddedOnly === undefined ? {} : { embeddedOnly }) });

const REVISION = 'expected revision';
const EXACT = 'idempotency, exact or no_stream';
const ANY = 'idempotency, any or stream_exists';
const HIDDEN = 'repeats of what is hidden';
const NONE = 'stream-not-found';

const FACTS: Fact[] = [
  fact(REVISION, 'any on a new stream', [], ['a', 'any'], ['ok 0', '0']),
  fact(REVISION, 'no_stream on a new stream', [], ['ab', 'none'], ['ok 1', '0 1']),
  fact(REVISION, 'no_stream on a stream with events', [ab], ['x', 'none'], ['wrong no_stream 1', '0 1']),
  fact(REVISION, 'stream_exists on a new stream', [], ['a', 'exists'], ['wrong stream_exists no_stream', NONE]),
  fact(REVISION, 'stream_exists, metadata only', [{ metadata: { $maxCount: 10 } }], ['a', 'exists'], ['ok 0', '0']),
  fact(REVISION, 'stream_exists on a stream with events', [ab], ['c', 'exists'], ['ok 2', '0 1 2']),
  fact(REVISION, 'the exact one', [ab], ['c', 1], ['ok 2', '0 1 2']),
  fact(REVISION, 'past the last', [ab], ['c', 2], ['wrong 2 1', '0 1']),
  fact(REVISION, 'exact on a new stream', [], ['c', 0], ['wrong 0 no_stream', NONE]),
  fact(REVISION, 'past 2^53 is not rounded', [ab], ['c', 9007199254740993n], ['wrong 9007199254740993 1', '0 1']),
  fact(REVISION, 'before the last, new ids', [ab], ['c', 0], ['wrong 0 1', '0 1']),
  fact(REVISION, 'any revives a soft-deleted stream', [ab, deleted], ['c', 'any'], ['ok 2', '2']),
  fact(REVISION, 'no_stream revives a soft-deleted stream', [ab, deleted], ['c', 'none'], ['ok 2', '2']),
  fact(REVISION, 'the last one revives a soft-deleted stream', [ab, deleted], ['c', 1], ['ok 2', '2']),
  fact(REVISION, 'stream_exists, soft-deleted', [ab, deleted], ['c', 'exists'], ['stream-deleted', NONE]),
  fact(REVISION, 'any, tombstoned', [ab, tombstoned], ['c', 'any'], ['stream-deleted', 'stream-deleted']),
  fact(REVISION, 'no_stream, tombstoned', [tombstoned], ['c', 'none'], ['stream-deleted', 'stream-deleted']),

  fact(EXACT, 'the same again', [ab, { append: 'c', expected: 1 }], ['c', 1], ['ok 2', '0 1 2']),
  fact(EXACT, 'the same again, in the middle', [{ append: 'abcd' }], ['bc', 0], ['ok 2', '0 1 2 3']),
  fact(EXACT, 'the same again, no_stream', [ab], ['ab', 'none'], ['ok 1', '0 1']),
  fact(EXACT, 'the first of them, no_stream', [ab], ['a', 'none'], ['ok 0', '0 1']),
  fact(EXACT, 'the same and one more', [ab], ['abc', 'none'], ['wrong no_stream 1', '0 1']),
  fact(EXACT, 'the same in another order', [ab], ['ba', 'none'], ['wrong no_stream 1', '0 1']),
  fact(EXACT, 'the first one differs', [{ append: 'abc' }], ['xc', 0], ['wrong 0 2', '0 1 2']),

  fact(ANY, 'the same again', [ab], ['ab', 'any'], ['ok 1', '0 1']),
  fact(ANY, 'the same again, not contiguous', [{ append: 'abc' }], ['ac', 'any'], ['ok 2', '0 1 2']),
  fact(ANY, 'the same again, stream_exists', [ab], ['a', 'exists'], ['ok 0', '0 1']),
  fact(ANY, 'a new id first: all is written', [{ append: 'abc' }], ['da', 'any'], ['ok 4', '0 1 2 3 4']),
  fact(
    ANY,
    'known ids in reverse order are refused',
    [ab],
    ['ba', 'any'],
    ['wrong any 1', '0 1'],
    'the real server never answers',
  ),

  fact(HIDDEN, 'soft-deleted: known ids do not revive', [ab, deleted], ['ab', 'none'], ['ok 1 hidden', NONE]),
  fact(HIDDEN, 'soft-deleted, any', [ab, deleted], ['ab', 'any'], ['ok 1 hidden', NONE]),
  fact(HIDDEN, 'before $tb', [ab, { metadata: { $tb: 1 } }], ['a', 'none'], ['ok 0 hidden', '1']),

  fact('result of an append', 'no events: the current revision', [ab], ['', 1], ['ok 1', '0 1']),
  fact('result of an append', 'no events, wrong revision', [ab], ['', 0], ['wrong 0 1', '0 1']),
  fact('result of an append', 'no events revive a soft-deleted stream', [ab, deleted], ['', 'any'], ['ok 1', '']),
];

async function prepare({ client }: Server, stream: string, ids: EventIds, given: readonly Given[]): Promise<void> {
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

async function answerOf(work: ReturnType<Server['client']['appendToStream']>): Promise<string> {
  try {
    const result = await work;
    return `ok ${result.nextExpectedRevision}${result.position ? '' : ' hidden'}`;
  } catch (error) {
    if (error instanceof Error && 'expectedVersion' in error && 'actualVersion' in error) {
      return `wrong ${String(error.expectedVersion)} ${String(error.actualVersion)}`;
    }
    return errorName(error);
  }
}

const CALLS = [
  ['batch', {}],
  ['unary', UNARY],
] as const;

const ofSize = (bytes: number) => jsonEvent({ type: 'T', data: 'x'.repeat(bytes - 2 - 2) });

/** What holds of both calls that append. */
function both(call: string, options: object): Row[] {
  const append = (server: Server, stream: string, given: Parameters<Server['client']['appendToStream']>[1]) =>
    outcomeOf(server.client.appendToStream(stream, given, options));
  return [
    ...FACTS.map(({ area, rule, given, when: [letters, expected], then, embeddedOnly }) => ({
      area,
      rule: `${call}: ${rule}`,
      ...(embeddedOnly === undefined ? {} : { embeddedOnly }),
      ask: async (server: Server) => {
        const stream = newStream();
        const ids = new EventIds();
        await prepare(server, stream, ids, given);
        const answer = await answerOf(
          server.client.appendToStream(stream, ids.events(letters), {
            ...options,
            expectedRevision: expectedRevision(expected),
          }),
        );
        return [answer, await revisionsOf(server.client.readStream(stream))];
      },
      answer: then,
    })),
    {
      area: 'idempotency, any or stream_exists',
      rule: `${call}: an id belongs to the first stream that used it: in another one a retry writes a duplicate`,
      ask: async ({ client }) => {
        const [one, other] = [newStream(), newStream()];
        const same = events(1);
        for (const stream of [one, other, other]) await client.appendToStream(stream, same, options);
        return revisionsOf(client.readStream(other));
      },
      answer: '0 1',
    },
    {
      area: 'repeats of what is hidden',
      rule: `${call}: metadata that other metadata has replaced`,
      ask: async ({ client }) => {
        const stream = `$$${newStream()}`;
        const [first, second] = [events(1, '$metadata'), events(1, '$metadata')];
        await client.appendToStream(stream, first, { ...options, expectedRevision: 'no_stream' });
        await client.appendToStream(stream, second, { ...options, expectedRevision: 0n });
        return answerOf(client.appendToStream(stream, first, { ...options, expectedRevision: 'no_stream' }));
      },
      answer: 'ok 0 hidden',
    },
    {
      area: 'idempotency, exact or no_stream',
      rule: `${call}: a repeat is answered with the position of the original`,
      ask: async ({ client }) => {
        const stream = newStream();
        const same = events(2);
        const first = await client.appendToStream(stream, same, { ...options, expectedRevision: 'no_stream' });
        const second = await client.appendToStream(stream, same, { ...options, expectedRevision: 'no_stream' });
        return second.position?.commit === first.position?.commit && first.position !== undefined;
      },
      answer: true,
    },
    {
      area: 'result of an append',
      rule: `${call}: the position of the last event; positions grow, commit and prepare are equal`,
      ask: async ({ client }) => {
        const stream = newStream();
        const { position } = await client.appendToStream(stream, events(3), options);
        const seen: bigint[] = [];
        for await (const { event } of client.readStream(stream)) seen.push(event?.position?.commit ?? -1n);
        const growing = seen.every((commit, index) => index === 0 || commit > (seen[index - 1] ?? commit));
        return [position?.commit === seen.at(-1), position?.commit === position?.prepare, growing];
      },
      answer: [true, true, true],
    },
    {
      area: 'result of an append',
      rule: `${call}: no events are answered with a position`,
      ask: async ({ client }) => {
        const stream = newStream();
        await client.appendToStream(stream, events(1), options);
        return (await client.appendToStream(stream, [], options)).position !== undefined;
      },
      answer: true,
    },
    {
      area: 'size',
      rule: `${call}: data, metadata and types (two bytes a character) of 1 MiB, and not one byte more`,
      ask: async (server) => {
        const stream = newStream();
        return [await append(server, stream, ofSize(1_048_577)), await append(server, stream, ofSize(1_048_576))];
      },
      answer: ['maximum-append-size-exceeded', 'ok'],
    },
    {
      area: 'bad input',
      rule: `${call}: an empty stream name, the stream $$, an empty type, an id that is no UUID: errors, and the node lives on`,
      ask: async (server) => {
        const outcomes = [
          await append(server, '', events(1)),
          await append(server, '$$', events(1)),
          await append(server, newStream(), [jsonEvent({ type: '', data: {} })]),
          await append(server, newStream(), [jsonEvent({ id: 'no uuid', type: 'T', data: {} })]),
        ];
        return [...outcomes.map((outcome) => outcome !== 'ok'), await append(server, newStream(), events(1))];
      },
      answer: [true, true, true, true, 'ok'],
      embeddedOnly:
        '23.10 dies of the stream $$; a bad event in a batch is answered twice, which ends the process of the client',
    },
    {
      area: 'expected revision',
      rule: `${call}: of 20 appends at the same revision at once, one wins`,
      ask: async (server) => {
        const stream = newStream();
        const all = await Promise.all(
          Array.from({ length: 20 }, () =>
            outcomeOf(server.client.appendToStream(stream, events(2), { ...options, expectedRevision: 'no_stream' })),
          ),
        );
        const won = all.filter((outcome) => outcome === 'ok').length;
        const lost = all.filter((outcome) => outcome === 'wrong-expected-version').length;
        return [won, lost, await revisionsOf(server.client.readStream(stream))];
      },
      answer: [1, 19, '0 1'],
    },
    {
      area: 'recorded event',
      rule: `${call}: data, metadata, type, stream and id come back as they were`,
      ask: async ({ client }) => {
        const stream = newStream('Ünïcode 流 %');
        const json = jsonEvent({ type: 'Größe', data: { text: 'Zürich 🚀' }, metadata: { by: 'me' } });
        await client.appendToStream(stream, json, options);
        const seen: unknown[] = [];
        for await (const { event } of client.readStream(stream)) {
          const { type, data, metadata, isJson } = event ?? {};
          seen.push(event?.id === json.id, event?.streamId === stream, type, data, metadata, isJson);
        }
        return seen;
      },
      answer: [true, true, 'Größe', { text: 'Zürich 🚀' }, { by: 'me' }, true],
    },
  ];
}

export const appendRows: Row[] = CALLS.flatMap(([call, options]) => both(call, options));
