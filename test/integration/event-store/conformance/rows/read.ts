import { BACKWARDS, END, FORWARDS, START, type Position } from '@eventstore/db-client';
import { events, linkTo, newStream, positionsOf, revisionsOf } from '../observe.js';
import type { Row, Server } from '../table.js';

interface StreamFact {
  rule: string;
  direction: 'forwards' | 'backwards';
  from: number | 'start' | 'end';
  count?: number;
  then: string;
}

/** Of a stream with revisions 0 to 5, appended two at a time. */
const STREAM_FACTS: StreamFact[] = [
  { rule: 'forwards from the start', direction: 'forwards', from: 'start', then: '0 1 2 3 4 5' },
  { rule: 'forwards from a revision, inclusive', direction: 'forwards', from: 3, then: '3 4 5' },
  { rule: 'forwards, so many', direction: 'forwards', from: 1, count: 3, then: '1 2 3' },
  { rule: 'forwards from past the last: nothing', direction: 'forwards', from: 6, then: '' },
  { rule: 'backwards from the end', direction: 'backwards', from: 'end', then: '5 4 3 2 1 0' },
  { rule: 'backwards from a revision, inclusive', direction: 'backwards', from: 3, then: '3 2 1 0' },
  { rule: 'backwards, so many', direction: 'backwards', from: 'end', count: 2, then: '5 4' },
  { rule: 'backwards from the start', direction: 'backwards', from: 'start', then: '0' },
  { rule: 'backwards from past the last begins at the last', direction: 'backwards', from: 60, count: 2, then: '5 4' },
  { rule: 'forwards from the end', direction: 'forwards', from: 'end', then: 'unknown' },
  { rule: 'no events at all', direction: 'forwards', from: 'start', count: 0, then: 'unknown' },
];

/** Revisions of one stream as they come in $all. */
async function inAll(
  { client }: Server,
  stream: string,
  from: Position | 'start' | 'end',
  direction: 'forwards' | 'backwards' = 'forwards',
  maxCount = 1_000_000,
): Promise<string> {
  const revisions: string[] = [];
  for await (const { event } of client.readAll({ fromPosition: from, direction, maxCount }))
    if (event?.streamId === stream) revisions.push(String(event.revision));
  return revisions.join(' ');
}

const PAST_THE_END = { commit: 2n ** 52n, prepare: 2n ** 52n };

export const readRows: Row[] = [
  ...STREAM_FACTS.map(({ rule, direction, from, count, then }): Row => ({
    area: 'reading a stream',
    rule,
    ask: async ({ client }) => {
      const stream = newStream();
      for (let pair = 0; pair < 3; pair++) await client.appendToStream(stream, events(2));
      return revisionsOf(
        client.readStream(stream, {
          direction,
          fromRevision: typeof from === 'number' ? BigInt(from) : from,
          ...(count === undefined ? {} : { maxCount: count }),
        }),
      );
    },
    answer: then,
  })),
  {
    area: 'reading a stream',
    rule: 'one that was never written is not found',
    ask: ({ client }) => revisionsOf(client.readStream(newStream())),
    answer: 'stream-not-found',
  },
  {
    area: 'reading a stream',
    rule: 'one with metadata only is not found',
    ask: async ({ client }) => {
      const stream = newStream();
      await client.setStreamMetadata(stream, { maxCount: 5 });
      return revisionsOf(client.readStream(stream));
    },
    answer: 'stream-not-found',
  },
  {
    area: 'reading a stream',
    rule: 'a long one whole, in order, both ways',
    ask: async ({ client }) => {
      const stream = newStream();
      for (let part = 0; part < 5; part++) await client.appendToStream(stream, events(300));
      const up = Array.from({ length: 1500 }, (_, index) => String(index));
      const down = client.readStream(stream, { direction: BACKWARDS, fromRevision: END });
      return [
        (await revisionsOf(client.readStream(stream))) === up.join(' '),
        (await revisionsOf(down)) === up.reverse().join(' '),
      ];
    },
    answer: [true, true],
  },
  {
    area: 'reading $all',
    rule: 'is never empty',
    ask: async ({ client }) => {
      let count = 0;
      for await (const _ of client.readAll({ fromPosition: START, direction: FORWARDS, maxCount: 1 })) count++;
      return count;
    },
    answer: 1,
  },
  {
    area: 'reading $all',
    rule: 'forwards from a position inclusive, backwards from it exclusive',
    ask: async (server) => {
      const stream = newStream();
      await server.client.appendToStream(stream, events(2));
      await server.client.appendToStream(stream, events(3));
      const [, second, third] = await positionsOf(server.client, stream);
      if (!second || !third) throw new Error('positions are missing');
      return [
        await inAll(server, stream, second),
        await inAll(server, stream, third, 'forwards', 2),
        await inAll(server, stream, third, 'backwards', 2),
        await inAll(server, stream, END, 'backwards', 3),
      ];
    },
    answer: ['1 2 3 4', '2 3', '1 0', '4 3 2'],
  },
  {
    area: 'reading $all',
    rule: 'in the order of appends, over all streams',
    ask: async ({ client }) => {
      const streams = [newStream(), newStream(), newStream()];
      for (let round = 0; round < 3; round++)
        for (const stream of streams) await client.appendToStream(stream, events(1));
      const [first] = await positionsOf(client, streams[0] ?? '');
      const seen: string[] = [];
      for await (const { event } of client.readAll({ fromPosition: first ?? START })) {
        const index = streams.indexOf(event?.streamId ?? '');
        if (index >= 0) seen.push(`${index}@${String(event?.revision)}`);
      }
      return seen.join(' ');
    },
    answer: '0@0 1@0 2@0 0@1 1@1 2@1 0@2 1@2 2@2',
  },
  {
    area: 'reading $all',
    rule: 'shows what stream reads hide: metadata, and events of deleted and truncated streams; no $maxCount is applied',
    ask: async (server) => {
      const stream = newStream();
      await server.client.appendToStream(stream, events(3));
      await server.client.setStreamMetadata(stream, { truncateBefore: 2, maxCount: 1 });
      await server.client.deleteStream(stream);
      return [await inAll(server, stream, START), await inAll(server, `$$${stream}`, START)];
    },
    answer: ['0 1 2', '0 1'],
  },
  {
    area: 'reading $all',
    rule: 'hides $epoch-information and the checkpoints and parked events of persistent subscriptions to $all, without a filter',
    ask: async (server) => {
      const names = [
        `$persistentsubscription-$all::${newStream()}-checkpoint`,
        `$persistentsubscription-$all::${newStream()}-parked`,
        '$epoch-information',
      ];
      const beside = newStream();
      for (const name of names) await server.client.appendToStream(name, events(1));
      await server.client.appendToStream(beside, events(1));
      const hidden = await Promise.all(names.map((name) => inAll(server, name, START)));
      const back = await inAll(server, names[0] ?? '', END, 'backwards');
      return [...hidden, back, await inAll(server, beside, START)];
    },
    answer: ['', '', '', '', '0'],
    embeddedOnly: 'a real server writes these streams itself, and may refuse them to others',
  },
  {
    area: 'reading $all',
    rule: 'backwards from past the end, and a prepare position after the commit position, are unknown errors',
    ask: async ({ client }) => [
      await revisionsOf(client.readAll({ fromPosition: PAST_THE_END, direction: BACKWARDS })),
      await revisionsOf(client.readAll({ fromPosition: { commit: 10n, prepare: 20n } })),
    ],
    answer: ['unknown', 'unknown'],
  },
  {
    area: 'reading $all',
    rule: 'no events at all: ends',
    ask: ({ client }) => revisionsOf(client.readAll({ maxCount: 0 })),
    answer: '',
    embeddedOnly: 'on the real server it never ends',
  },
  {
    area: 'positions',
    rule: 'reading $all from past the end is empty',
    ask: ({ client }) => revisionsOf(client.readAll({ fromPosition: PAST_THE_END })),
    answer: '',
  },
  {
    area: 'links',
    rule: 'resolved to the target; a broken one comes alone; malformed data is a plain event; -1 is the last event; the position is the link’s',
    ask: async ({ client }) => {
      const [target, links] = [newStream(), newStream('links')];
      await client.appendToStream(target, events(3));
      const data = [`1@${target}`, `9@${target}`, `0@${newStream()}`, 'nonsense', `-1@${target}`, `@${target}`];
      await client.appendToStream(links, data.map(linkTo));
      const seen: string[] = [];
      for await (const { event, link, commitPosition } of client.readStream(links, { resolveLinkTos: true })) {
        const of = link
          ? `by ${link.revision}${commitPosition === link.position?.commit ? '' : ' at another'}`
          : 'itself';
        seen.push(`${event ? `${event.type}@${event.revision}` : 'gone'} ${of}`);
      }
      return seen;
    },
    answer: ['Happened@1 by 0', 'gone by 1', 'gone by 2', '$>@3 itself', 'Happened@2 by 4', '$>@5 itself'],
  },
  {
    area: 'links',
    rule: 'to hidden and deleted events have no target',
    ask: async ({ client }) => {
      const [cut, gone, links] = [newStream(), newStream(), newStream('links')];
      for (const stream of [cut, gone]) await client.appendToStream(stream, events(2));
      await client.setStreamMetadata(cut, { truncateBefore: 1 });
      await client.tombstoneStream(gone);
      await client.appendToStream(links, [`0@${cut}`, `1@${cut}`, `0@${gone}`].map(linkTo));
      const seen: boolean[] = [];
      for await (const { event } of client.readStream(links, { resolveLinkTos: true })) seen.push(event !== undefined);
      return seen;
    },
    answer: [false, true, false],
  },
  {
    area: 'links',
    rule: 'are plain events unless asked',
    ask: async ({ client }) => {
      const links = newStream('links');
      await client.appendToStream(links, linkTo(`0@${newStream()}`));
      const seen: unknown[] = [];
      for await (const { event, link } of client.readStream(links)) seen.push(event?.type, link);
      return seen;
    },
    answer: ['$>', undefined],
  },
];
