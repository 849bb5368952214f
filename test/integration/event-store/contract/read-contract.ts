import { describe, expect, it } from 'vitest';
import { BACKWARDS, END, FORWARDS, START, type EventStoreDBClient, type Position } from '@eventstore/db-client';
import { events, linkTo, newStream, revisionsOf } from './connection.js';

interface StreamRow {
  rule: string;
  direction: 'forwards' | 'backwards';
  from: number | 'start' | 'end';
  count?: number;
  then: string;
}

/** Of a stream with revisions 0 to 5, appended two at a time. */
const STREAM_ROWS: StreamRow[] = [
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

export function readContract(client: () => EventStoreDBClient): void {
  describe('reading a stream', () => {
    it.each(STREAM_ROWS)('$rule', async ({ direction, from, count, then }) => {
      const stream = newStream();
      for (let pair = 0; pair < 3; pair++) await client().appendToStream(stream, events(2));
      const read = client().readStream(stream, {
        direction,
        fromRevision: typeof from === 'number' ? BigInt(from) : from,
        ...(count === undefined ? {} : { maxCount: count }),
      });
      expect(await revisionsOf(read)).toBe(then);
    });

    it('a stream that was never written is not found', async () => {
      expect(await revisionsOf(client().readStream(newStream()))).toBe('stream-not-found');
    });

    it('reads a long stream whole, in order, both ways', async () => {
      const stream = newStream();
      for (let part = 0; part < 5; part++) await client().appendToStream(stream, events(300));
      const up = Array.from({ length: 1500 }, (_, index) => String(index));
      expect(await revisionsOf(client().readStream(stream))).toBe(up.join(' '));
      expect(await revisionsOf(client().readStream(stream, { direction: BACKWARDS, fromRevision: END }))).toBe(
        up.reverse().join(' '),
      );
    });
  });

  describe('links', () => {
    it('resolves a link to its target, and shows a broken one alone', async () => {
      const [target, links] = [newStream(), newStream('links')];
      await client().appendToStream(target, events(3));
      await client().appendToStream(
        links,
        [`1@${target}`, `9@${target}`, `0@${newStream()}`, 'nonsense', `-1@${target}`].map(linkTo),
      );
      const seen: string[] = [];
      for await (const { event, link, commitPosition } of client().readStream(links, { resolveLinkTos: true })) {
        seen.push(
          `${event ? `${event.type}@${event.revision}` : 'gone'} ${link ? `by link ${link.revision}` : 'itself'}`,
        );
        if (link) expect(commitPosition).toBe(link.position?.commit);
      }
      expect(seen).toEqual([
        'Happened@1 by link 0',
        'gone by link 1',
        'gone by link 2',
        '$>@3 itself',
        'Happened@2 by link 4',
      ]);
    });

    it('leaves links alone unless asked', async () => {
      const links = newStream('links');
      await client().appendToStream(links, linkTo(`0@${newStream()}`));
      for await (const { event, link } of client().readStream(links))
        expect([event?.type, link]).toEqual(['$>', undefined]);
    });
  });

  describe('reading $all', () => {
    const own = async (
      stream: string,
      from: Position | 'start' | 'end',
      direction: 'forwards' | 'backwards',
      count = 1_000_000,
    ) => {
      const revisions: string[] = [];
      for await (const { event } of client().readAll({ fromPosition: from, direction, maxCount: count })) {
        if (event?.streamId === stream) revisions.push(String(event.revision));
      }
      return revisions.join(' ');
    };
    const positions = async (stream: string): Promise<Position[]> => {
      const found: Position[] = [];
      for await (const { event } of client().readStream(stream)) if (event?.position) found.push(event.position);
      return found;
    };

    it('is never empty', async () => {
      let count = 0;
      for await (const _ of client().readAll({ fromPosition: START, direction: FORWARDS, maxCount: 1 })) count++;
      expect(count).toBe(1);
    });

    it('goes forwards from a position inclusive, backwards from it exclusive', async () => {
      const stream = newStream();
      await client().appendToStream(stream, events(2));
      await client().appendToStream(stream, events(3));
      const [, second, third] = await positions(stream);
      if (!second || !third) throw new Error('positions are missing');
      expect(await own(stream, second, 'forwards')).toBe('1 2 3 4');
      expect(await own(stream, third, 'forwards', 2)).toBe('2 3');
      expect(await own(stream, third, 'backwards', 2)).toBe('1 0');
      expect(await own(stream, END, 'backwards', 3)).toBe('4 3 2');
    });

    it('is in the order of appends, over all streams', async () => {
      const streams = [newStream(), newStream(), newStream()];
      for (let round = 0; round < 3; round++)
        for (const stream of streams) await client().appendToStream(stream, events(1));
      const [first] = await positions(streams[0] ?? '');
      const seen: string[] = [];
      if (first) {
        for await (const { event } of client().readAll({ fromPosition: first })) {
          const index = streams.indexOf(event?.streamId ?? '');
          if (index >= 0) seen.push(`${index}@${String(event?.revision)}`);
        }
      }
      expect(seen).toEqual(['0@0', '1@0', '2@0', '0@1', '1@1', '2@1', '0@2', '1@2', '2@2']);
    });

    it('from past the end is empty forwards, and an error backwards', async () => {
      const past = { commit: 2n ** 52n, prepare: 2n ** 52n };
      expect(await revisionsOf(client().readAll({ fromPosition: past }))).toBe('');
      expect(await revisionsOf(client().readAll({ fromPosition: past, direction: BACKWARDS }))).toBe('unknown');
    });

    it('refuses a prepare position after the commit position', async () => {
      expect(await revisionsOf(client().readAll({ fromPosition: { commit: 10n, prepare: 20n } }))).toBe('unknown');
    });

    it('shows what stream reads hide: metadata, and events of deleted and truncated streams', async () => {
      const stream = newStream();
      await client().appendToStream(stream, events(3));
      await client().setStreamMetadata(stream, { truncateBefore: 2 });
      await client().deleteStream(stream);
      expect(await own(stream, START, 'forwards')).toBe('0 1 2');
      expect(await own(`$$${stream}`, START, 'forwards')).toBe('0 1');
    });
  });
}
