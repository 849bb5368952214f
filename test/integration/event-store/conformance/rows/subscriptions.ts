import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { END, EventStoreDBClient, START, jsonEvent, type ResolvedEvent } from '@eventstore/db-client';
import { Observed, events, linkTo, newStream, positionsOf, revisionsOf } from '../observe.js';
import type { Row } from '../table.js';

const five = async (client: EventStoreDBClient): Promise<string> => {
  const stream = newStream();
  await client.appendToStream(stream, events(5));
  return stream;
};

/** `<index of the stream>@<revision>`, for events of these streams only. */
const only =
  (...streams: readonly string[]) =>
  ({ event }: ResolvedEvent): string | undefined =>
    event && streams.includes(event.streamId) ? `${streams.indexOf(event.streamId)}@${event.revision}` : undefined;

const isGrowing = (numbers: readonly bigint[]): boolean =>
  numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? number));

const STREAM: Row[] = [
  {
    area: 'subscriptions',
    rule: 'first the confirmation, then what is there, then that it caught up, then what comes',
    ask: async ({ client }) => {
      const stream = await five(client);
      const observed = new Observed(client.subscribeToStream(stream));
      await observed.until('caught up');
      const first = observed.words.slice(0, 7).join(' ');
      await client.appendToStream(stream, events(2));
      const all = await observed.events(7);
      await observed.end();
      return [first, all];
    },
    answer: ['confirmed 0 1 2 3 4 caught up', '0 1 2 3 4 5 6'],
    embeddedOnly: '22.10 says no "caught up", later ones say it more often: nothing may depend on it',
  },
  {
    area: 'subscriptions',
    rule: 'to a stream: after the revision, exclusive',
    ask: async ({ client }) => {
      const observed = new Observed(client.subscribeToStream(await five(client), { fromRevision: 2n }));
      const seen = await observed.events(2);
      await observed.end();
      return seen;
    },
    answer: '3 4',
  },
  {
    area: 'subscriptions',
    rule: 'to a stream, from the end: only what is new',
    ask: async ({ client }) => {
      const stream = await five(client);
      const observed = new Observed(client.subscribeToStream(stream, { fromRevision: END }));
      await observed.until('confirmed');
      await client.appendToStream(stream, events(1));
      const seen = await observed.events(1);
      await observed.end();
      return seen;
    },
    answer: '5',
  },
  {
    area: 'subscriptions',
    rule: 'to a stream that does not exist: waits for it',
    ask: async ({ client }) => {
      const stream = newStream();
      const observed = new Observed(client.subscribeToStream(stream));
      await observed.until('confirmed');
      await client.appendToStream(stream, events(2));
      const seen = await observed.events(2);
      await observed.end();
      return seen;
    },
    answer: '0 1',
  },
  {
    area: 'subscriptions',
    rule: 'hide what a read hides, but nothing of what comes live',
    ask: async ({ client }) => {
      const stream = await five(client);
      await client.setStreamMetadata(stream, { maxCount: 1 });
      const observed = new Observed(client.subscribeToStream(stream));
      await observed.events(1);
      await observed.until('caught up');
      await client.appendToStream(stream, events(3));
      const seen = await observed.events(4);
      await observed.end();
      return seen;
    },
    answer: '4 5 6 7',
  },
  {
    area: 'subscriptions',
    rule: 'resolve links',
    ask: async ({ client }) => {
      const [target, links] = [newStream(), newStream('links')];
      await client.appendToStream(target, events(2));
      const observed = new Observed(client.subscribeToStream(links, { resolveLinkTos: true }));
      await client.appendToStream(links, linkTo(`1@${target}`));
      await observed.events(1);
      await observed.end();
      const [resolved] = observed.received;
      return [resolved?.event?.streamId === target, resolved?.link?.streamId === links];
    },
    answer: [true, true],
  },
  {
    area: 'subscriptions',
    rule: 'to a stream that is tombstoned meanwhile: its $streamDeleted, then stream-deleted',
    ask: async ({ client }) => {
      const stream = await five(client);
      const observed = new Observed(client.subscribeToStream(stream), ({ event }) => event?.type);
      await observed.events(5);
      await client.tombstoneStream(stream);
      await observed.until('stream-deleted');
      return observed.words.slice(-2);
    },
    answer: ['$streamDeleted', 'stream-deleted'],
  },
  {
    area: 'subscriptions',
    rule: 'to a tombstoned stream from its end: stream-deleted',
    ask: async ({ client }) => {
      const stream = newStream();
      await client.tombstoneStream(stream);
      const observed = new Observed(client.subscribeToStream(stream, { fromRevision: END }));
      await observed.until('stream-deleted');
      return observed.words.at(-1);
    },
    answer: 'stream-deleted',
  },
];

const ALL: Row[] = [
  {
    area: 'subscriptions',
    rule: 'to $all: what is there in order, and on without a gap',
    ask: async ({ client }) => {
      const streams = [newStream(), newStream()];
      for (const stream of streams) await client.appendToStream(stream, events(2));
      const observed = new Observed(client.subscribeToAll(), only(...streams));
      await observed.events(4);
      for (const stream of streams) await client.appendToStream(stream, events(1));
      const seen = await observed.events(6);
      await observed.end();
      return seen;
    },
    answer: '0@0 0@1 1@0 1@1 0@2 1@2',
  },
  {
    area: 'subscriptions',
    rule: 'to $all: after the position, exclusive, also in the middle of an append',
    ask: async ({ client }) => {
      const stream = newStream();
      await client.appendToStream(stream, events(3));
      const [, second] = await positionsOf(client, stream);
      const observed = new Observed(client.subscribeToAll({ fromPosition: second ?? START }), only(stream));
      const seen = await observed.events(1);
      await observed.end();
      return seen;
    },
    answer: '0@2',
  },
  {
    area: 'subscriptions',
    rule: 'to $all, from the end: only what is new',
    ask: async ({ client }) => {
      const stream = newStream();
      await client.appendToStream(stream, events(1));
      const observed = new Observed(client.subscribeToAll({ fromPosition: END }), only(stream));
      await observed.until('confirmed');
      await client.appendToStream(stream, events(1));
      const seen = await observed.events(1);
      await observed.end();
      return seen;
    },
    answer: '0@1',
  },
  {
    area: 'subscriptions',
    rule: 'a slow consumer is waited for and loses nothing',
    ask: async ({ client }) => {
      const stream = newStream('slow');
      const large = jsonEvent({ type: 'Large', data: { text: 'x'.repeat(50_000) } });
      const { position } = await client.appendToStream(stream, large);
      const subscription = client.subscribeToAll({ fromPosition: position ?? START });
      await once(subscription, 'confirmation');
      // Far more than the buffers between the two can hold, before the first one is taken.
      for (let index = 0; index < 250; index++) await client.appendToStream(stream, { ...large, id: randomUUID() });
      const seen: bigint[] = [];
      for await (const { event } of subscription) {
        if (event?.streamId === stream) seen.push(event.revision);
        if (seen.length === 250) break;
      }
      return [seen[0], seen.at(-1), isGrowing(seen)];
    },
    answer: [1n, 250n, true],
    embeddedOnly: '23.10 ends the subscription with ABORTED',
  },
  {
    area: 'subscriptions',
    rule: 'to $all with 20 writers at once: the order of the log, each event once',
    ask: async ({ client }) => {
      const streams = Array.from({ length: 20 }, () => newStream());
      const observed = new Observed(client.subscribeToAll({ fromPosition: END }), only(...streams));
      await observed.until('confirmed');
      await Promise.all(
        streams.map(async (stream) => {
          for (let round = 0; round < 20; round++) await client.appendToStream(stream, events(1));
        }),
      );
      await observed.events(400);
      await observed.end();
      const perStream = streams.every((_, index) => {
        const own = observed.words.filter((word) => word.startsWith(`${index}@`));
        return own.join() === Array.from({ length: 20 }, (__, revision) => `${index}@${revision}`).join();
      });
      return [perStream, isGrowing(observed.received.map(({ event }) => event?.position?.commit ?? 0n))];
    },
    answer: [true, true],
    embeddedOnly: '23.10 ends the subscription with ABORTED under such a load',
  },
];

const POSITIONS: Row[] = [
  {
    area: 'positions',
    rule: 'a subscription from between two events: invalid, after the confirmation',
    ask: async ({ client }) => {
      const { position } = await client.appendToStream(newStream(), events(1));
      const between = (position?.commit ?? 0n) - 1n;
      const observed = new Observed(client.subscribeToAll({ fromPosition: { commit: between, prepare: between } }));
      await observed.until('unknown');
      return observed.words;
    },
    answer: ['confirmed', 'unknown'],
  },
  {
    area: 'positions',
    rule: 'a subscription from past the end goes live, and skips all up to that position',
    ask: async ({ client }) => {
      const stream = newStream();
      const { position } = await client.appendToStream(stream, events(1));
      // Larger than all that follows here but for the last two events.
      const past = (position?.commit ?? 0n) + 200_000n;
      const observed = new Observed(
        client.subscribeToAll({ fromPosition: { commit: past, prepare: past } }),
        ({ event }) => (event?.streamId === stream ? event.type : undefined),
      );
      await observed.until('confirmed');
      await client.appendToStream(stream, events(1, 'Skipped'));
      await client.appendToStream(stream, jsonEvent({ type: 'Skipped', data: { text: 'x'.repeat(400_000) } }));
      await client.appendToStream(stream, events(2, 'Seen'));
      const seen = await observed.events(2);
      await observed.end();
      return seen;
    },
    answer: 'Seen Seen',
    embeddedOnly: '23.10 delivers all that is new; a busy server may be past that position',
  },
  {
    area: 'positions',
    rule: 'from (P, 0) the event at P is still to come, from (P, P) it is not',
    ask: async ({ client }) => {
      const stream = newStream();
      await client.appendToStream(stream, events(2));
      const [, second] = await positionsOf(client, stream);
      const commit = second?.commit ?? 0n;
      const seen: string[] = [];
      for (const prepare of [0n, commit]) {
        const observed = new Observed(client.subscribeToAll({ fromPosition: { commit, prepare } }), only(stream));
        await observed.until('confirmed');
        if (prepare > 0n) await client.appendToStream(stream, events(1));
        seen.push((await observed.events(1)).split(' ')[0] ?? '');
        await observed.end();
      }
      return seen;
    },
    answer: ['0@1', '0@2'],
  },
];

const CALLS: Row[] = [
  {
    area: 'calls at once',
    rule: 'a connection has 100; the next one waits until one of them ends',
    ask: async ({ url }) => {
      // Clients with the same options share a connection, and what else is open on it would count.
      const client = EventStoreDBClient.connectionString(`${url}&keepAliveInterval=20000`);
      const said: string[] = [];
      const open = Array.from({ length: 100 }, () => client.subscribeToStream(newStream()));
      for (const subscription of open) subscription.on('error', () => undefined);
      await Promise.all(open.map((subscription) => once(subscription, 'confirmation')));
      const next = client.subscribeToStream(newStream());
      next.on('error', () => undefined);
      const confirmed = once(next, 'confirmation').then(() => said.push('the next one begins'));
      // What is asked on another connection is answered meanwhile.
      const other = EventStoreDBClient.connectionString(`${url}&keepAliveInterval=30000`);
      for (let round = 0; round < 20; round++) await revisionsOf(other.readStream(newStream()));
      said.push('one ends');
      await open[0]?.unsubscribe();
      await confirmed;
      await Promise.all([...open.slice(1), next].map((subscription) => subscription.unsubscribe()));
      await client.dispose();
      await other.dispose();
      return said;
    },
    answer: ['one ends', 'the next one begins'],
  },
];

export const subscriptionRows: Row[] = [...STREAM, ...ALL, ...POSITIONS, ...CALLS];
