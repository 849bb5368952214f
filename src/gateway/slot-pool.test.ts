import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Want } from '../commands/agent-pool.js';
import { SlotPool, type AgentProcess } from './slot-pool.js';

type Looked = 'done' | 'away' | 'refused';

/** A pool whose runs, when they are looked at, take what they still want. */
function pool(maxInFlight = 100) {
  const wanting = new Map<string, Want[]>();
  const outcomes = new Map<string, Looked>();
  const appends = new Map<string, Promise<void>>();
  let held: (() => void)[] | undefined;
  let leases = 0;
  const look = async (stream: string): Promise<Looked> => {
    const outcome = outcomes.get(stream) ?? 'done';
    if (outcome !== 'done') return outcome;
    const wants = wanting.get(stream) ?? [];
    wanting.set(
      stream,
      wants.filter((want) => slots.take(want) === undefined),
    );
    await appends.get(stream);
    return outcome;
  };
  const slots: SlotPool = new SlotPool({
    gatewayId: 'gateway-1',
    maxInFlight,
    nudge: (stream) =>
      held === undefined ? look(stream) : new Promise((resolve) => held?.push(() => resolve(look(stream)))),
  });
  return {
    slots,
    /** Runs are looked at when the function that it gives is called, not before. */
    holdLooks: (): (() => void) => {
      const waiting: (() => void)[] = [];
      held = waiting;
      return () => {
        held = undefined;
        for (const go of waiting) go();
      };
    },
    /** What becomes of looks at this run from now on. */
    looksAre: (stream: string, outcome: Looked): void => void outcomes.set(stream, outcome),
    /** Looks at this run have taken what they take, but are not over before the function that it gives is called. */
    holdAppend: (stream: string): (() => void) => {
      let end = (): void => undefined;
      appends.set(stream, new Promise((resolve) => (end = resolve)));
      return () => end();
    },
    /** Asks for a slot now; what is refused is asked for again when the run is looked at. */
    want: (stream: string, more: Partial<Want> = {}): string | undefined => {
      const want: Want = {
        stream,
        leaseId: `lease-${++leases}`,
        capability: 'work',
        agentName: undefined,
        priority: 50,
        startedAt: 0,
        ...more,
      };
      const offer = slots.take(want);
      if (!offer) wanting.set(stream, [...(wanting.get(stream) ?? []), want]);
      return offer?.agent.bootId;
    },
    stillWanting: (): string[] => [...wanting].filter(([, wants]) => wants.length > 0).map(([stream]) => stream),
  };
}
const agent = (bootId: string, maxConcurrent: number, more: Partial<AgentProcess> = {}): AgentProcess => ({
  agentId: `agent-${bootId}`,
  name: bootId,
  bootId,
  single: false,
  capabilities: ['work'],
  maxConcurrent,
  leases: new Set(),
  send: () => undefined,
  cancel: () => undefined,
  ...more,
});
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a slot', () => {
  test('is of an agent that offers the capability, and of the named one when one is named', () => {
    const { slots, want } = pool();
    slots.join(agent('a', 1));
    slots.join(agent('b', 1, { capabilities: ['other'] }));
    expect(want('run-1', { capability: 'other' })).toBe('b');
    expect(want('run-2', { agentName: 'agent-b' })).toBeUndefined();
    expect(want('run-3', { agentName: 'agent-a' })).toBe('a');
    expect(want('run-4', { capability: 'nobody-does' })).toBeUndefined();
  });

  test('is of the agent with the most room', () => {
    const { slots, want } = pool();
    slots.join(agent('small', 1));
    slots.join(agent('large', 3));
    expect([want('run-1'), want('run-1'), want('run-1')]).toEqual(['large', 'large', 'small']);
  });

  test('is one of as many as the agent can do at once', () => {
    const { slots, want } = pool();
    slots.join(agent('a', 2));
    expect([want('run-1'), want('run-1'), want('run-1')]).toEqual(['a', 'a', undefined]);
  });

  test('is free again when its lease ends, once', async () => {
    const { slots, want, stillWanting } = pool();
    slots.join(agent('a', 1));
    want('run-1', { leaseId: 'l-1' });
    want('run-2', { leaseId: 'l-2' });
    want('run-3', { leaseId: 'l-3' });
    slots.release('l-1');
    slots.release('l-1');
    await settled();
    expect(stillWanting()).toEqual(['run-3']);
    expect(slots.inFlight).toBe(1);
  });

  test('is gone with its agent', () => {
    const { slots, want } = pool();
    slots.join(agent('a', 5));
    want('run-1');
    slots.leave('a');
    expect(slots.inFlight).toBe(0);
    expect(want('run-1')).toBeUndefined();
  });

  test('is taken by the leases that an agent holds when it joins', () => {
    const { slots, want } = pool();
    slots.join(agent('a', 2, { leases: new Set(['l-1']) }));
    expect([want('run-1'), want('run-1')]).toEqual(['a', undefined]);
  });
});

describe('the line for a slot', () => {
  test('goes by priority, then by who started first', async () => {
    const { slots, want, stillWanting } = pool();
    slots.join(agent('a', 1));
    want('run-0', { leaseId: 'l-0' });
    want('run-new', { startedAt: 9, leaseId: 'l-new' });
    want('run-old', { startedAt: 1, leaseId: 'l-old' });
    want('run-urgent', { startedAt: 5, priority: 90, leaseId: 'l-urgent' });
    const served: string[][] = [];
    for (const leaseId of ['l-0', 'l-urgent', 'l-old']) {
      slots.release(leaseId);
      await settled();
      served.push(stillWanting());
    }
    expect(served).toEqual([['run-new', 'run-old'], ['run-new'], []]);
  });

  test('is not jumped: who comes later does not take the slot that is free for those before', () => {
    const { slots, want, stillWanting, holdLooks } = pool();
    want('run-old', { startedAt: 1 });
    const lookNow = holdLooks();
    slots.join(agent('a', 1));
    expect(want('run-new', { startedAt: 2 })).toBeUndefined();
    lookNow();
    expect(stillWanting()).toEqual(['run-new']);
  });

  test('does not hold up one with a better rank, nor one for whom there is a slot beside', () => {
    const { slots, want } = pool();
    slots.join(agent('a', 1));
    want('run-0', { leaseId: 'l-0' });
    want('run-old', { startedAt: 5 });
    slots.join(agent('b', 3));
    expect(want('run-urgent', { priority: 90, startedAt: 9 })).toBe('b');
    expect(want('run-new', { startedAt: 9 })).toBeDefined();
  });

  test('wakes as many as there is room for when an agent joins', async () => {
    const { slots, want, stillWanting } = pool();
    for (let i = 0; i < 5; i++) want(`run-${i}`, { startedAt: i });
    slots.join(agent('a', 3));
    await settled();
    expect(stillWanting()).toEqual(['run-3', 'run-4']);
  });

  test('is left by a run that wants nothing any more, and goes on', async () => {
    const { slots, want, stillWanting } = pool();
    slots.join(agent('a', 1));
    want('run-0', { leaseId: 'l-0' });
    // It stands in line, but its want is forgotten: it was cancelled meanwhile.
    slots.take({
      stream: 'run-gone',
      leaseId: 'x',
      capability: 'work',
      agentName: undefined,
      priority: 90,
      startedAt: 0,
    });
    want('run-2', { startedAt: 2 });
    slots.release('l-0');
    await settled();
    expect(stillWanting()).toEqual([]);
    expect(slots.waiting().get('work') ?? 0).toBe(0);
  });

  test('keeps a run that was woken beside one that took all the slots', async () => {
    const { slots, want, stillWanting } = pool();
    want('run-wide', { startedAt: 1, leaseId: 'l-1' });
    want('run-wide', { startedAt: 1, leaseId: 'l-2' });
    want('run-later', { startedAt: 2 });
    slots.join(agent('a', 2));
    await settled();
    expect(stillWanting()).toEqual(['run-later']);
    slots.release('l-1');
    await settled();
    expect(stillWanting()).toEqual([]);
  });

  test('goes on with a slot that became free while a run that found none was still being looked at', async () => {
    const { slots, want, stillWanting, holdLooks, holdAppend } = pool();
    slots.join(agent('a', 1));
    want('run-0', { leaseId: 'l-0' });
    want('run-1', { startedAt: 5 });
    const lookNow = holdLooks();
    const appended = holdAppend('run-1');
    slots.release('l-0');
    expect(want('run-urgent', { priority: 90, leaseId: 'l-urgent' })).toBe('a');
    lookNow();
    expect(stillWanting()).toEqual(['run-1']);
    slots.release('l-urgent');
    appended();
    await settled();
    expect(stillWanting()).toEqual([]);
  });

  test('keeps a run that took a slot as long as it has asked for another', async () => {
    const { slots, want, stillWanting, holdLooks, holdAppend } = pool();
    slots.join(agent('a', 1));
    want('run-0', { leaseId: 'l-0' });
    want('run-1');
    const lookNow = holdLooks();
    const appended = holdAppend('run-1');
    slots.release('l-0');
    want('run-urgent', { priority: 90, leaseId: 'l-urgent' });
    lookNow();
    slots.release('l-urgent');
    expect(want('run-1', { leaseId: 'l-1' })).toBe('a');
    appended();
    await settled();
    slots.release('l-1');
    await settled();
    expect(stillWanting()).toEqual([]);
  });

  test('that was empty and is made anew does not end with the last look of the one before', async () => {
    const { slots, want, stillWanting, holdAppend } = pool();
    const appended = holdAppend('run-2');
    want('run-1', { startedAt: 1, leaseId: 'l-1' });
    want('run-2', { startedAt: 2 });
    slots.join(agent('a', 2));
    await settled();
    want('run-3', { startedAt: 3 });
    appended();
    await settled();
    expect(slots.waiting()).toEqual(new Map([['work', 1]]));
    slots.release('l-1');
    await settled();
    expect(stillWanting()).toEqual([]);
  });

  test('is left by a run that cannot be looked at: it holds up nobody', async () => {
    const { slots, want, stillWanting, looksAre } = pool();
    looksAre('run-broken', 'refused');
    want('run-broken', { startedAt: 1 });
    want('run-2', { startedAt: 2 });
    slots.join(agent('a', 1));
    await settled();
    expect(stillWanting()).toEqual(['run-broken']);
    expect(slots.waiting()).toEqual(new Map());
  });

  describe('when the store is away', () => {
    afterEach(() => vi.useRealTimers());

    test('is kept, and looked at again half a second later', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout'] });
      const { slots, want, stillWanting, looksAre } = pool();
      looksAre('run-1', 'away');
      want('run-1');
      slots.join(agent('a', 1));
      await settled();
      expect(slots.waiting()).toEqual(new Map([['work', 1]]));
      looksAre('run-1', 'done');
      vi.advanceTimersByTime(500);
      await settled();
      expect(stillWanting()).toEqual([]);
    });
  });
});

describe('the overall limit', () => {
  test('holds over all agents, and what it held up goes on when a slot is free anywhere', async () => {
    const { slots, want, stillWanting } = pool(2);
    slots.join(agent('a', 5));
    slots.join(agent('b', 5, { capabilities: ['other'] }));
    want('run-1', { leaseId: 'l-1' });
    want('run-2', { leaseId: 'l-2', capability: 'other' });
    want('run-3', { capability: 'other' });
    expect(stillWanting()).toEqual(['run-3']);
    slots.release('l-1');
    await settled();
    expect(stillWanting()).toEqual([]);
    expect(slots.inFlight).toBe(2);
  });

  test('holds nobody up any more when an agent leaves with its leases', async () => {
    const { slots, want, stillWanting } = pool(2);
    slots.join(agent('a', 2));
    slots.join(agent('b', 2, { capabilities: ['other'] }));
    want('run-1');
    want('run-2');
    want('run-3', { capability: 'other' });
    slots.leave('a');
    await settled();
    expect(stillWanting()).toEqual([]);
  });
});
