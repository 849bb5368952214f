import { randomUUID } from 'node:crypto';
import { events, newStream, revisionsOf } from '../observe.js';
import { BatchCall, unaryAppend, type Chunk, type ProposedText } from '../raw.js';
import type { Row, Server } from '../table.js';

const EVENT: ProposedText = { type: 'Raw', contentType: 'application/json' };

/** Answers to these chunks on a call of their own, with A, B ... for the correlation ids; then how the call ended after our half-close. */
async function answersTo(server: Server, chunks: readonly Chunk[], count: number): Promise<string[]> {
  const call = await BatchCall.open(server);
  call.send(...chunks);
  await call.until(count);
  const ended = await call.finish();
  const names = [...new Set(chunks.map((chunk) => chunk.correlation))];
  return [...call.answers.map((answer) => answer.replace(/^\S+/, (id) => 'ABCDEF'[names.indexOf(id)] ?? id)), ended];
}

const HALF_CLOSE = 'the real server leaves the call open after the half-close';

export const batchAppendRows: Row[] = [
  {
    area: 'batch append',
    rule: 'the client sends a large append in chunks: it is one append',
    ask: async ({ client }) => {
      const options = { expectedRevision: 'no_stream', batchAppendSize: 1_000 } as const;
      return (await client.appendToStream(newStream(), events(200), options)).nextExpectedRevision;
    },
    answer: 199n,
  },
  {
    area: 'batch append',
    rule: 'chunks of two appends mixed: one answer for each; options that are repeated are ignored',
    ask: async (server) => {
      const [a, b] = [randomUUID(), randomUUID()];
      const [one, other] = [newStream(), newStream()];
      const answers = await answersTo(
        server,
        [
          { correlation: a, to: { stream: one, expected: 'none' }, events: [EVENT], final: false },
          { correlation: b, to: { stream: other, expected: 'any' }, events: [EVENT, EVENT], final: false },
          { correlation: a, to: { stream: other, expected: 77 }, events: [EVENT], final: false },
          { correlation: b, events: [EVENT], final: true },
          { correlation: a, events: [EVENT], final: true },
        ],
        2,
      );
      const read = (stream: string) => revisionsOf(server.client.readStream(stream));
      return [...answers.sort(), await read(one), await read(other)];
    },
    answer: ['A ok 2', 'B ok 2', 'ended', '0 1 2', '0 1 2'],
    embeddedOnly: HALF_CLOSE,
  },
  {
    area: 'batch append',
    rule: 'errors by their codes and details: wrong version 6, deleted 5, too large 3',
    ask: async (server) => {
      const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()];
      const gone = newStream();
      await server.client.tombstoneStream(gone);
      const large = { ...EVENT, data: 'x'.repeat(1_100_000) };
      const call = await BatchCall.open(server);
      const answers: string[] = [];
      for (const [correlation, stream, expected, event] of [
        [a, newStream(), 7, EVENT],
        [b, gone, 'any', EVENT],
        [c, newStream(), 'any', large],
      ] as const) {
        call.send({ correlation, to: { stream, expected }, events: [event], final: true });
        await call.until(answers.length + 1);
        answers.push(call.answers.at(-1)?.replace(correlation, '') ?? '');
      }
      call.cancel();
      return answers;
    },
    answer: [' code 6 WrongExpectedVersion', ' code 5 StreamDeleted', ' code 3 MaximumAppendSizeExceeded'],
  },
  {
    area: 'batch append',
    rule: 'exactly one answer for a bad event, a missing expected revision, a missing stream',
    ask: async (server) => {
      const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()];
      const stream = newStream();
      return answersTo(
        server,
        [
          { correlation: a, to: { stream, expected: 'any' }, events: [{ id: 'no uuid', ...EVENT }], final: true },
          { correlation: b, to: { stream }, events: [EVENT], final: true },
          { correlation: c, to: { expected: 'any' }, events: [EVENT], final: true },
        ],
        3,
      );
    },
    answer: ['A code 3 BadRequest', 'B code 3 BadRequest', 'C code 3 BadRequest', 'ended'],
    embeddedOnly: 'the real server answers a bad event twice, BadRequest and then Timeout',
  },
  {
    area: 'batch append',
    rule: 'after the half-close the call ends when nothing is pending',
    ask: (server) =>
      answersTo(
        server,
        [{ correlation: randomUUID(), to: { stream: newStream(), expected: 'none' }, events: [EVENT], final: true }],
        0,
      ),
    answer: ['A ok 0', 'ended'],
    embeddedOnly: HALF_CLOSE,
  },
  {
    area: 'unary append',
    rule: 'options, then an event in each message',
    ask: async (server) => {
      const stream = newStream();
      const answer = await unaryAppend(server, { stream, expected: 'none' }, [EVENT, EVENT, EVENT]);
      return [answer, await revisionsOf(server.client.readStream(stream))];
    },
    answer: ['ok 2', '0 1 2'],
  },
  {
    area: 'unary append',
    rule: 'a wrong version is told inside the answer, in the old fields and in the new ones',
    ask: async (server) => {
      const stream = newStream();
      await server.client.appendToStream(stream, events(2));
      return unaryAppend(server, { stream, expected: 5 }, [EVENT]);
    },
    answer: 'wrong 5/5 1/1',
  },
  {
    area: 'unary append',
    rule: 'type and content-type are required',
    ask: async (server) => [
      await unaryAppend(server, { stream: newStream(), expected: 'any' }, [{ type: 'Raw' }]),
      await unaryAppend(server, { stream: newStream(), expected: 'any' }, [{ contentType: 'application/json' }]),
    ],
    answer: ['code 3 missing-required-metadata-property', 'code 3 missing-required-metadata-property'],
  },
  {
    area: 'unary append',
    rule: 'too large, and deleted: the trailer names the exception',
    ask: async (server) => {
      const gone = newStream();
      await server.client.tombstoneStream(gone);
      return [
        await unaryAppend(server, { stream: gone, expected: 'any' }, [EVENT]),
        await unaryAppend(server, { stream: newStream(), expected: 'any' }, [
          { ...EVENT, data: 'x'.repeat(1_100_000) },
        ]),
      ];
    },
    answer: ['code 9 stream-deleted', 'code 3 maximum-append-size-exceeded'],
  },
  {
    area: 'size',
    rule: 'a message of more than 17 MiB is refused, and the node lives on',
    ask: async (server) => {
      const answer = await unaryAppend(server, { stream: newStream(), expected: 'any' }, [
        { ...EVENT, data: 'x'.repeat(18 << 20) },
      ]);
      return [answer.startsWith('code '), await unaryAppend(server, { stream: newStream(), expected: 'any' }, [EVENT])];
    },
    answer: [true, 'ok 0'],
  },
];
