import { isRunEvent } from '../support/run-invariants.js';
import { adaptersOver } from '../../src/eventstore/adapters.js';
import type { MemoryLog } from '../../src/eventstore/memory-log.js';
import type { Task } from '../../src/gateway/protocol.js';
import { Oracle } from '../../src/oracle/oracle.js';
import { payloadsOf, wholeLog } from '../../src/oracle/sources.js';
import type { Stop } from './orders.js';
import type { LogView } from './run-views.js';
import { project, SimDatabase } from './sim-database.js';
import type { SimOperators } from './sim-operators.js';
import type { SimServer } from './sim-server.js';

/** A world in which nothing moves any more. */
export interface Ended {
  readonly log: MemoryLog;
  readonly database: SimDatabase | undefined;
  readonly view: LogView;
  readonly people: Pick<SimOperators, 'acknowledged' | 'refused'>;
  readonly orders: { readonly stops: readonly Stop[] };
  readonly servers: readonly SimServer[];
  /** What agents were sent, by the boot that it was sent to. */
  readonly tasks: readonly { readonly bootId: string; readonly task: Task }[];
}

/** What is wrong with it. */
export async function problemsOf(world: Ended): Promise<string[]> {
  return [
    ...(await saidByTheOracle(world)),
    ...(await otherWhenRebuilt(world)),
    ...brokenRules(world),
    ...lostAcknowledgements(world),
    ...doneThoughRefused(world),
    ...tasksOutOfNowhere(world),
    ...dispatchedUnderAStop(world),
    ...slotsTaken(world),
  ];
}

const accessTo = (log: MemoryLog) =>
  adaptersOver(log, {
    log: { info: () => undefined, warn: () => undefined },
    writer: { version: '0.0.0-test', bootId: 'judge' },
    feed: { gather: () => Promise.resolve() },
  });

/** I6: read models that are built anew equal those that grew, row for row. */
async function otherWhenRebuilt({ log, database }: Ended): Promise<string[]> {
  if (!database) return [];
  const rebuilt = new SimDatabase();
  const { feed, blobs, dispose } = accessTo(log);
  await project(rebuilt, feed, blobs, new AbortController().signal, { until: await feed.end() });
  dispose();
  const live = new Set(database.dump());
  const anew = new Set(rebuilt.dump());
  return [
    ...[...live].filter((row) => !anew.has(row)).map((row) => `I6 live, and not when rebuilt: ${row}`),
    ...[...anew].filter((row) => !live.has(row)).map((row) => `I6 when rebuilt, and not live: ${row}`),
  ];
}

/** Everything that the offline judge looks for. */
async function saidByTheOracle({ log, people }: Ended): Promise<string[]> {
  const { reader, blobs, dispose } = accessTo(log);
  const acknowledged = people.acknowledged.map(({ stream, revision, position, commandId, ids }) => ({
    stream,
    revision,
    position,
    ...(ids.length > 0 ? { commandId } : {}),
  }));
  const oracle = new Oracle({ blobs: payloadsOf(blobs), acknowledged, now: 'lastEvent' });
  for await (const fact of wholeLog(reader)) await oracle.add(fact);
  dispose();
  const { violations } = await oracle.finish();
  return violations.map(({ rule, stream, revision, says }) => `oracle: ${rule}: ${stream}@${revision}: ${says}`);
}

/** I1 to I4, I8 to I10, at every prefix of every run. */
function* brokenRules({ view }: Ended): Iterable<string> {
  for (const { runId, events, invariants } of view.runs.values())
    for (const violation of invariants.check(events)) yield `run ${runId} ${violation}`;
}

/** I5: what was acknowledged is in the log. */
function* lostAcknowledgements({ view, people }: Ended): Iterable<string> {
  for (const { issue, stream, revision, ids } of people.acknowledged) {
    const there = view.streams.get(stream) ?? [];
    if (there.length <= revision)
      yield `I5 ${issue.order} was answered with revision ${revision} of ${stream}, which has ${there.length} events`;
    const known = new Set(there.map(({ id }) => id));
    for (const id of ids)
      if (!known.has(id)) yield `I5 ${issue.order} was answered with event ${id}, which is not in ${stream}`;
  }
}

/** A command that was refused for good has done nothing: a first try of it, whose answer was lost, neither. */
function* doneThoughRefused({ view, people }: Ended): Iterable<string> {
  const done = new Set<string>();
  for (const { metadata } of view.log) done.add(metadata.commandId);
  for (const { issue, commandId, why } of people.refused)
    if (done.has(commandId)) yield `I5 ${issue.order} was refused (${why}), and has been done`;
}

/** What agents were told to do is in the log, for them. */
function* tasksOutOfNowhere({ view, tasks }: Ended): Iterable<string> {
  const dispatched = new Map<string, string>();
  for (const { events } of view.runs.values())
    for (const event of events)
      if (isRunEvent(event) && event.type === 'StepDispatched')
        dispatched.set(event.data.leaseId, event.data.agent.bootId);
  for (const { bootId, task } of tasks)
    if (dispatched.get(task.leaseId) !== bootId)
      yield `${bootId} was told to do ${task.step.stepKey}, of which the log says ${dispatched.get(task.leaseId) ?? 'nothing'}`;
}

/** From the instant that an emergency stop is answered nothing in its scope is started or dispatched, until it is lifted. */
function* dispatchedUnderAStop({ view, orders }: Ended): Iterable<string> {
  const lifts = new Map<string, number>();
  for (const [place, { type, data }] of view.log.entries())
    if (type === 'HaltLifted') lifts.set((data as { readonly haltId: string }).haltId, place);
  for (const { haltId, workflowId, from } of orders.stops) {
    const to = lifts.get(haltId) ?? view.log.length;
    for (let place = from; place < to; place++) {
      const event = view.log[place];
      if (!event || !isRunEvent(event) || (event.type !== 'StepDispatched' && event.type !== 'RunStarted')) continue;
      const run = view.run(event.stream.slice('run-'.length));
      if (workflowId !== undefined && run?.workflow.id !== workflowId) continue;
      yield `I2 ${event.type} in ${event.stream}@${event.revision} under emergency stop ${haltId}, which was answered`;
    }
  }
}

/** A slot is taken for no longer than its lease is held. */
function* slotsTaken({ servers }: Ended): Iterable<string> {
  for (const { parts, process } of servers)
    if (process.alive && parts.pool.inFlight > 0)
      yield `${process.name} has ${parts.pool.inFlight} slots taken, and no run is open`;
}
