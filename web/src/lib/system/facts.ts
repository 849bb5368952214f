import type { ReadModelGroup, System } from '$contract/system.js';
import { duration } from '../models/time.js';
import type { MarkName } from '../ui/mark.js';
import type { Tone } from '../ui/tone.js';

export interface Look {
  readonly mark: MarkName;
  readonly word: string;
  readonly tone: Tone;
}

type Store = System['stores']['postgres'];
/** Milliseconds of one small question from which a store is called slow. */
const SLOW_MS = 1_000;

export function storeLook({ reachable, latencyMs }: Store): Look {
  if (!reachable) return { mark: 'failed', word: 'cannot be reached', tone: 'bad' };
  if (latencyMs !== null && latencyMs >= SLOW_MS) return { mark: 'warning', word: 'slow', tone: 'you' };
  return { mark: 'completed', word: 'answers', tone: 'plain' };
}

/** Events behind the log below which a group is called live: what is under way is no lag. */
const BEHIND_EVENTS = 500;
const BEHIND_MS = 5_000;

export const isBehind = ({ lagEvents, lagMs }: Pick<ReadModelGroup, 'lagEvents' | 'lagMs'>): boolean =>
  (lagEvents ?? 0) >= BEHIND_EVENTS || (lagMs ?? 0) >= BEHIND_MS;

export function groupLook(group: ReadModelGroup): Look {
  switch (group.state) {
    case 'live':
      if (isBehind(group)) return { mark: 'warning', word: 'behind', tone: 'you' };
      if (group.deadLettered > 0 || group.parkedStreams > 0)
        return { mark: 'warning', word: 'incomplete', tone: 'you' };
      return { mark: 'completed', word: 'live', tone: 'plain' };
    case 'catchingUp':
      return { mark: 'running', word: 'catching up', tone: 'now' };
    case 'standby':
      return { mark: 'gate', word: 'standby: another process fills it', tone: 'plain' };
    case 'storeWiped':
      return { mark: 'failed', word: 'belongs to another log', tone: 'bad' };
    case 'unavailable':
      return { mark: 'failed', word: 'unavailable', tone: 'bad' };
    case 'stopped':
      return { mark: 'halted', word: 'stopped', tone: 'bad' };
  }
}

/** `up to date`, `312 events, 4m 12s behind`, `10,000+ events behind`. */
export function lagWords({ lagEvents, lagMs }: Pick<ReadModelGroup, 'lagEvents' | 'lagMs'>): string {
  if (lagEvents === null) return 'unknown: the log cannot be asked';
  if (lagEvents === 0) return 'up to date';
  const count = lagEvents >= 10_000 ? '10,000+' : lagEvents.toLocaleString('en-US');
  return `${count} ${lagEvents === 1 ? 'event' : 'events'}${lagMs ? `, ${duration(lagMs)}` : ''} behind`;
}

/** `61 %, 42,000 of about 69,000 events, 9,000 a second, 31s left`. */
export function rebuildWords(rebuild: NonNullable<ReadModelGroup['rebuild']>): string {
  return [
    `${Math.floor(rebuild.done * 100)} %`,
    `${rebuild.events.toLocaleString('en-US')}${rebuild.eventsInAll === null ? '' : ` of about ${rebuild.eventsInAll.toLocaleString('en-US')}`} events`,
    rebuild.indexes === null ? '' : `making index ${rebuild.indexes.made + 1} of ${rebuild.indexes.of}`,
    rebuild.eventsPerSecond === null ? '' : `${rebuild.eventsPerSecond.toLocaleString('en-US')} a second`,
    rebuild.leftMs === null ? '' : `${duration(rebuild.leftMs)} left`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

export const groupName = (group: string): string =>
  group === 'main' ? 'Runs, costs and queues' : group === 'audit' ? 'Text of all events' : group;

/** What must be known on every page; the worst first. */
export interface Warning {
  readonly tone: 'you' | 'now' | 'bad';
  readonly title: string;
  readonly text: string;
}

export function warningOf(system: Pick<System, 'stores' | 'readModels'>): Warning | undefined {
  const { eventStore, postgres } = system.stores;
  if (!eventStore.reachable)
    return {
      tone: 'bad',
      title: 'The event store cannot be reached',
      text: 'Nothing can be ordered or recorded until it is back. What you see is what was recorded before.',
    };
  if (!postgres.reachable)
    return {
      tone: 'bad',
      title: 'PostgreSQL cannot be reached',
      text: 'Runs go on and orders are taken, but what you see does not change until it is back.',
    };
  const of = (wanted: (group: ReadModelGroup) => boolean): ReadModelGroup | undefined => system.readModels.find(wanted);
  const wiped = of(({ state }) => state === 'storeWiped' || state === 'stopped' || state === 'unavailable');
  if (wiped)
    return {
      tone: 'bad',
      title: `${groupName(wiped.group)} cannot be followed`,
      text: wiped.problem ?? 'What you see may be old.',
    };
  const behind = of((group) => group.state === 'catchingUp' || (group.state === 'live' && isBehind(group)));
  if (behind && (isBehind(behind) || behind.lagEvents === null))
    return {
      tone: 'you',
      title: behind.group === 'audit' ? 'The search of the record is catching up' : 'What you see is catching up',
      text: `It is ${lagWords(behind)}. Orders are carried out at once all the same.`,
    };
  const rebuilt = of(({ rebuild }) => rebuild?.state === 'running');
  if (rebuilt?.rebuild)
    return {
      tone: 'now',
      title: 'A rebuild is under way',
      text: `${groupName(rebuilt.group)}: ${rebuildWords(rebuilt.rebuild)}. What you see stays true; the new tables take over when they are as far.`,
    };
  return undefined;
}

/** `212 MB`. */
export const megabytes = (bytes: number): string => `${Math.round(bytes / 1_000_000).toLocaleString('en-US')} MB`;
