import {
  END,
  START,
  eventTypeFilter,
  streamNameFilter,
  type Filter,
  type Position,
  type ResolvedEvent,
} from '@eventstore/db-client';
import { Observed, events, newStream } from '../observe.js';
import type { Row, Server } from '../table.js';

interface FilterFact {
  rule: string;
  filter: (mark: string) => Filter;
  /** Which of `<mark>-a`, `<mark>-b` with types `<mark>One`, `<mark>Two` are seen. */
  then: string;
}

const FACTS: FilterFact[] = [
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

async function catchUpAndLive({ client }: Server, { filter, then }: FilterFact): Promise<string[]> {
  const write = async (mark: string): Promise<void> => {
    for (const letter of ['a', 'b'])
      await client.appendToStream(`${mark}-${letter}`, [...events(1, `${mark}One`), ...events(1, `${mark}Two`)]);
  };
  const word =
    (mark: string) =>
    ({ event }: ResolvedEvent): string =>
      `${event?.streamId.slice(-1)}:${event?.type.replace(mark, '')}`;
  const count = then.split(' ').length;
  const [past, next] = [newStream('f').replaceAll('-', ''), newStream('f').replaceAll('-', '')];
  await write(past);
  const catchUp = new Observed(client.subscribeToAll({ fromPosition: START, filter: filter(past) }), word(past));
  const before = await catchUp.events(count);
  await catchUp.end();
  const live = new Observed(client.subscribeToAll({ fromPosition: END, filter: filter(next) }), word(next));
  await live.until('confirmed');
  await write(next);
  const after = await live.events(count);
  await live.end();
  return [before, after];
}

/** Subscribes to what never comes, appends `count` events, and waits for `wanted` checkpoints. */
async function checkpointsOf(
  { client }: Server,
  options: { checkpointInterval: number; maxSearchWindow?: number },
  count: number,
  wanted: number,
): Promise<{ stream: string; checkpoints: Position[]; words: string[] }> {
  const checkpoints: Position[] = [];
  let wake = (): void => undefined;
  const filter = streamNameFilter({
    prefixes: [newStream('never')],
    ...options,
    checkpointReached: (_, position) => {
      checkpoints.push(position);
      wake();
    },
  });
  const observed = new Observed(client.subscribeToAll({ fromPosition: END, filter }));
  await observed.until('confirmed');
  const stream = newStream();
  await client.appendToStream(stream, events(count));
  while (checkpoints.length < wanted) await new Promise<void>((resolve) => (wake = resolve));
  await observed.end();
  return { stream, checkpoints, words: observed.words };
}

/** The first revision of the stream that comes after a position. */
async function nextAfter({ client }: Server, position: Position | undefined, stream: string): Promise<string> {
  if (!position) return 'no checkpoint';
  const observed = new Observed(client.subscribeToAll({ fromPosition: position }), ({ event }) =>
    event?.streamId === stream ? String(event.revision) : undefined,
  );
  const seen = await observed.events(1);
  await observed.end();
  return seen.split(' ')[0] ?? '';
}

const BUSY = 'exact counts need a server that nobody else writes to';

export const filterRows: Row[] = [
  ...FACTS.map((fact): Row => ({
    area: 'filters',
    rule: `by ${fact.rule}, in catch-up and live`,
    ask: (server) => catchUpAndLive(server, fact),
    answer: [fact.then, fact.then],
  })),
  {
    area: 'filters',
    rule: 'a checkpoint after each interval x window of events that were considered, from which a subscription can go on',
    ask: async (server) => {
      const { stream, checkpoints } = await checkpointsOf(server, { checkpointInterval: 1, maxSearchWindow: 8 }, 20, 2);
      return [await nextAfter(server, checkpoints[0], stream), await nextAfter(server, checkpoints[1], stream)];
    },
    answer: ['8', '16'],
    embeddedOnly: BUSY,
  },
  {
    area: 'filters',
    rule: 'the window is 32 unless it is given',
    ask: async (server) => {
      const { stream, checkpoints } = await checkpointsOf(server, { checkpointInterval: 2 }, 130, 2);
      return [checkpoints.length, await nextAfter(server, checkpoints[0], stream)];
    },
    answer: [2, '64'],
    embeddedOnly: BUSY,
  },
  {
    area: 'filters',
    rule: 'no checkpoint only because it goes live',
    ask: async ({ client }) => {
      let checkpoints = 0;
      const filter = streamNameFilter({
        prefixes: [newStream('never')],
        checkpointInterval: 100_000,
        checkpointReached: () => {
          checkpoints++;
        },
      });
      const observed = new Observed(client.subscribeToAll({ fromPosition: START, filter }));
      await observed.until('caught up');
      await observed.end();
      return checkpoints;
    },
    answer: 0,
    embeddedOnly: 'a server with a long past says checkpoints in catch-up',
  },
];
