import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import {
  END,
  START,
  eventTypeFilter,
  jsonEvent,
  streamNameFilter,
  type EventStoreDBClient,
  type Filter,
  type Position,
  type ResolvedEvent,
} from '@eventstore/db-client';
import { Observed, events, linkTo, newStream } from './connection.js';

export function subscriptionContract(client: () => EventStoreDBClient): void {
  describe('a subscription to a stream', () => {
    const five = async (): Promise<string> => {
      const stream = newStream();
      await client().appendToStream(stream, events(5));
      return stream;
    };

    it('gives what is there, says that it caught up, and goes on', async () => {
      const stream = await five();
      const observed = new Observed(client().subscribeToStream(stream));
      await observed.until('caught up');
      expect(observed.words.slice(0, 7)).toEqual(['confirmed', '0', '1', '2', '3', '4', 'caught up']);
      await client().appendToStream(stream, events(2));
      expect(await observed.events(7)).toBe('0 1 2 3 4 5 6');
      await observed.end();
    });

    it('begins after the revision it is given', async () => {
      const stream = await five();
      const observed = new Observed(client().subscribeToStream(stream, { fromRevision: 2n }));
      expect(await observed.events(2)).toBe('3 4');
      await observed.end();
    });

    it('from the end gives only what is new', async () => {
      const stream = await five();
      const observed = new Observed(client().subscribeToStream(stream, { fromRevision: END }));
      await observed.until('caught up');
      await client().appendToStream(stream, events(1));
      expect(await observed.events(1)).toBe('5');
      await observed.end();
    });

    it('waits for a stream that does not exist', async () => {
      const stream = newStream();
      const observed = new Observed(client().subscribeToStream(stream));
      await observed.until('confirmed');
      await client().appendToStream(stream, events(2));
      expect(await observed.events(2)).toBe('0 1');
      await observed.end();
    });

    it('hides what a read hides, but nothing of what comes live', async () => {
      const stream = await five();
      await client().setStreamMetadata(stream, { maxCount: 1 });
      const observed = new Observed(client().subscribeToStream(stream));
      await observed.until('caught up');
      await client().appendToStream(stream, events(3));
      expect(await observed.events(4)).toBe('4 5 6 7');
      await observed.end();
    });

    it('resolves links', async () => {
      const [target, links] = [newStream(), newStream('links')];
      await client().appendToStream(target, events(2));
      const observed = new Observed(client().subscribeToStream(links, { resolveLinkTos: true }));
      await client().appendToStream(links, linkTo(`1@${target}`));
      await observed.events(1);
      expect(observed.received[0]?.event?.streamId).toBe(target);
      expect(observed.received[0]?.link?.streamId).toBe(links);
      await observed.end();
    });

    it('ends with the tombstone and stream-deleted', async () => {
      const stream = await five();
      const observed = new Observed(client().subscribeToStream(stream), ({ event }) => event?.type);
      await observed.until('caught up');
      await client().tombstoneStream(stream);
      await observed.until('stream-deleted');
      expect(observed.words.slice(-2)).toEqual(['$streamDeleted', 'stream-deleted']);
    });

    it('to a tombstoned stream is stream-deleted', async () => {
      const stream = newStream();
      await client().tombstoneStream(stream);
      const observed = new Observed(client().subscribeToStream(stream, { fromRevision: END }));
      await observed.until('stream-deleted');
    });
  });

  describe('a subscription to $all', () => {
    const only =
      (streams: readonly string[]) =>
      ({ event }: ResolvedEvent): string | undefined =>
        event && streams.includes(event.streamId) ? `${streams.indexOf(event.streamId)}@${event.revision}` : undefined;

    it('gives what is there in order, and goes on without a gap', async () => {
      const streams = [newStream(), newStream()];
      for (const stream of streams) await client().appendToStream(stream, events(2));
      const observed = new Observed(client().subscribeToAll(), only(streams));
      await observed.until('caught up');
      for (const stream of streams) await client().appendToStream(stream, events(1));
      expect(await observed.events(6)).toBe('0@0 0@1 1@0 1@1 0@2 1@2');
      await observed.end();
    });

    it('begins after the position it is given, also in the middle of an append', async () => {
      const stream = newStream();
      const { position: last } = await client().appendToStream(stream, events(3));
      const positions: Position[] = [];
      for await (const { event } of client().readStream(stream)) if (event?.position) positions.push(event.position);
      const [, second] = positions;
      if (!second || !last) throw new Error('positions are missing');
      const afterSecond = new Observed(client().subscribeToAll({ fromPosition: second }), only([stream]));
      expect(await afterSecond.events(1)).toBe('0@2');
      await afterSecond.end();
      const before = new Observed(
        client().subscribeToAll({ fromPosition: { commit: second.commit, prepare: 0n } }),
        only([stream]),
      );
      expect(await before.events(2)).toBe('0@1 0@2');
      await before.end();
      const afterLast = new Observed(client().subscribeToAll({ fromPosition: last }), only([stream]));
      await afterLast.until('confirmed');
      await client().appendToStream(stream, events(1));
      expect(await afterLast.events(1)).toBe('0@3');
      await afterLast.end();
    });

    it('from the end gives only what is new', async () => {
      const stream = newStream();
      await client().appendToStream(stream, events(1));
      const observed = new Observed(client().subscribeToAll({ fromPosition: END }), only([stream]));
      await observed.until('caught up');
      await client().appendToStream(stream, events(1));
      expect(await observed.events(1)).toBe('0@1');
      await observed.end();
    });

    it('from past the end goes live', async () => {
      const observed = new Observed(
        client().subscribeToAll({ fromPosition: { commit: 2n ** 52n, prepare: 2n ** 52n } }),
        () => undefined,
      );
      await observed.until('caught up');
      await observed.end();
    });

    it('from between two events is refused after the confirmation', async () => {
      const { position } = await client().appendToStream(newStream(), events(1));
      const between = (position?.commit ?? 0n) - 1n;
      const observed = new Observed(client().subscribeToAll({ fromPosition: { commit: between, prepare: between } }));
      await observed.until('unknown');
      expect(observed.words).toEqual(['confirmed', 'unknown']);
    });

    interface FilterRow {
      rule: string;
      filter: (mark: string) => Filter;
      /** Which of `<mark>-a`, `<mark>-b` with types `<mark>One`, `<mark>Two` are seen. */
      then: string;
    }
    const FILTERS: FilterRow[] = [
      { rule: 'a stream prefix', filter: (mark) => streamNameFilter({ prefixes: [`${mark}-a`] }), then: 'a:One a:Two' },
      {
        rule: 'stream prefixes',
        filter: (mark) => streamNameFilter({ prefixes: [`${mark}-a`, `${mark}-b`] }),
        then: 'a:One a:Two b:One b:Two',
      },
      { rule: 'a stream regex', filter: (mark) => streamNameFilter({ regex: `^${mark}-[b-z]$` }), then: 'b:One b:Two' },
      { rule: 'a type prefix', filter: (mark) => eventTypeFilter({ prefixes: [`${mark}O`] }), then: 'a:One b:One' },
      { rule: 'a type regex', filter: (mark) => eventTypeFilter({ regex: `^${mark}T.o$` }), then: 'a:Two b:Two' },
    ];
    it.each(FILTERS)('filters by $rule, in catch-up and live', async ({ filter, then }) => {
      const write = async (mark: string): Promise<void> => {
        for (const letter of ['a', 'b']) {
          await client().appendToStream(`${mark}-${letter}`, [...events(1, `${mark}One`), ...events(1, `${mark}Two`)]);
        }
      };
      const word =
        (mark: string) =>
        ({ event }: ResolvedEvent): string =>
          `${event?.streamId.slice(-1)}:${event?.type.replace(mark, '')}`;
      const expected = then.split(' ').length;
      const past = newStream('f').replaceAll('-', '');
      await write(past);
      const catchUp = new Observed(client().subscribeToAll({ fromPosition: START, filter: filter(past) }), word(past));
      expect(await catchUp.events(expected)).toBe(then);
      await catchUp.end();
      const mark = newStream('f').replaceAll('-', '');
      const live = new Observed(client().subscribeToAll({ fromPosition: END, filter: filter(mark) }), word(mark));
      await live.until('caught up');
      await write(mark);
      expect(await live.events(expected)).toBe(then);
      await live.end();
    });

    it('says checkpoints while nothing matches, from which a subscription can go on', async () => {
      const checkpoints: Position[] = [];
      const wake: (() => void)[] = [];
      const filter = streamNameFilter({
        prefixes: [newStream('never')],
        checkpointInterval: 1,
        maxSearchWindow: 8,
        checkpointReached: (_, position) => {
          checkpoints.push(position);
          wake.splice(0).forEach((resolve) => resolve());
        },
      });
      const observed = new Observed(client().subscribeToAll({ fromPosition: END, filter }));
      await observed.until('caught up');
      const stream = newStream();
      await client().appendToStream(stream, events(20));
      while (checkpoints.length < 2) await new Promise<void>((resolve) => wake.push(resolve));
      await observed.end();
      const [, second] = checkpoints;
      if (!second) throw new Error('no checkpoint');
      const on = new Observed(client().subscribeToAll({ fromPosition: second }), only([stream]));
      expect((await on.events(1)).split(' ')[0]).toBe('0@16');
      await on.end();
    });

    it('waits for a slow subscriber, and loses nothing', async () => {
      const stream = newStream('slow');
      const large = jsonEvent({ type: 'Large', data: { text: 'x'.repeat(50_000) } });
      const first = await client().appendToStream(stream, large);
      if (!first.position) throw new Error('no position');
      const subscription = client().subscribeToAll({ fromPosition: first.position });
      await once(subscription, 'confirmation');
      // Far more than the buffers between the two can hold, before the first one is taken.
      for (let index = 0; index < 400; index++) await client().appendToStream(stream, { ...large, id: randomUUID() });
      let next = 1n;
      for await (const { event } of subscription) {
        if (event?.streamId !== stream) continue;
        expect(event.revision).toBe(next++);
        if (next > 400n) break;
      }
    });

    it('gives 20 writers at once in the order of the log, each event once', async () => {
      const streams = Array.from({ length: 20 }, () => newStream());
      const observed = new Observed(client().subscribeToAll({ fromPosition: END }), only(streams));
      await observed.until('caught up');
      await Promise.all(
        streams.map(async (stream) => {
          for (let round = 0; round < 20; round++) await client().appendToStream(stream, events(1));
        }),
      );
      await observed.events(400);
      const positions = observed.received.map(({ event }) => event?.position?.commit ?? 0n);
      expect(positions).toEqual([...new Set(positions)].sort((a, b) => (a < b ? -1 : 1)));
      for (const [index] of streams.entries()) {
        const own = observed.words.filter((word) => word.startsWith(`${index}@`));
        expect(own).toEqual(Array.from({ length: 20 }, (_, revision) => `${index}@${revision}`));
      }
      await observed.end();
    });
  });
}
