import { kindOf, runStream, STREAMS } from '../../domain/catalog.js';
import type { ExportFilter } from '../../domain/export/events.js';
import type { LogReader, StoredEvent } from '../../domain/kernel/ports.js';
import { flatEvent, type FlatEvent } from './flat-event.js';
import { RunPlaces } from './run-places.js';

/** An event that is exported, and its row when something asks for one. */
export interface SelectedEvent {
  readonly event: StoredEvent;
  readonly flat: FlatEvent | undefined;
}
/** The part of the log that is exported. */
export interface Range {
  /** Exclusive; undefined: from the beginning. */
  readonly after: bigint | undefined;
  /** Inclusive. */
  readonly through: bigint;
}

type Test = (flat: FlatEvent) => boolean;

/** Events of the product that a filter lets through, in the order of the log; one at a time is in memory. `flat`: with the row of each. */
export async function* selectEvents(
  reader: LogReader,
  filter: ExportFilter,
  range: Range,
  flat: boolean,
): AsyncGenerator<SelectedEvent> {
  const tests = testsOf(filter);
  const types = filter.type && new Set(filter.type);
  const isWanted = streamTest(filter.stream);
  const needsPlaces = flat || filter.agent !== undefined || filter.step !== undefined;
  const places = needsPlaces || filter.workflow !== undefined ? new RunPlaces(reader, needsPlaces) : undefined;
  for await (const event of eventsOf(reader, filter, range)) {
    const run = places && kindOf(event.stream) === 'run' ? await places.of(event) : undefined;
    if ((types && !types.has(event.type)) || !isWanted(event.stream)) continue;
    const row = flat || tests.length > 0 ? flatEvent(event, run) : undefined;
    if (row === undefined || tests.every((test) => test(row))) yield { event, flat: row };
  }
}

/** One run is read as a stream: its position in a large log costs nothing. */
async function* eventsOf(
  reader: LogReader,
  { run }: ExportFilter,
  { after, through }: Range,
): AsyncGenerator<StoredEvent> {
  const streams = run?.map(runStream);
  const [only] = streams ?? [];
  if (only === undefined || streams?.length !== 1) {
    yield* reader.readAll({
      ...(after === undefined ? {} : { after }),
      through,
      prefixes: streams ?? Object.values(STREAMS),
    });
    return;
  }
  for await (const event of reader.readStream(only)) {
    if (event.position > through) return;
    if (after === undefined || event.position > after) yield event;
  }
}

function streamTest(stream: string | undefined): (name: string) => boolean {
  if (stream === undefined) return () => true;
  if (!stream.endsWith('*')) return (name) => name === stream;
  const beginning = stream.slice(0, -1);
  return (name) => name.startsWith(beginning);
}

function testsOf({ workflow, step, agent, operator, actor, from, to, minNanoUsd }: ExportFilter): Test[] {
  const tests: Test[] = [];
  const among = (values: readonly string[] | undefined, of: (flat: FlatEvent) => string | null): void => {
    if (!values) return;
    const wanted = new Set(values);
    tests.push((flat) => {
      const value = of(flat);
      return value !== null && wanted.has(value);
    });
  };
  among(workflow, (flat) => flat.workflowId);
  among(step, (flat) => flat.stepKey);
  among(agent, (flat) => flat.agentId);
  among(operator, (flat) => flat.operatorId);
  if (actor !== undefined) tests.push(({ actorId, actorKind }) => actorId === actor || actorKind === actor);
  // Instants are written in one way, so that their order is that of their text.
  if (from !== undefined) tests.push(({ at }) => at !== null && at >= from);
  if (to !== undefined) tests.push(({ at }) => at !== null && at < to);
  if (minNanoUsd !== undefined) {
    const least = BigInt(minNanoUsd);
    tests.push(({ nanoUsd }) => nanoUsd !== null && nanoUsd > 0n && nanoUsd >= least);
  }
  return tests;
}
