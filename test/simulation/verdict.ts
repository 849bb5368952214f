import { isRunEvent } from '../support/run-invariants.js';
import type { World } from './simulate.js';

type Ended = Pick<World, 'view' | 'people' | 'orders' | 'tasks' | 'servers' | 'log'>;

/** What is wrong with a world in which nothing moves any more. */
export function problemsOf(world: Ended): string[] {
  return [
    ...brokenRules(world),
    ...lostAcknowledgements(world),
    ...doneThoughRefused(world),
    ...tasksOutOfNowhere(world),
    ...dispatchedUnderAStop(world),
    ...slotsTaken(world),
  ];
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
