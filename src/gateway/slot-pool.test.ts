import { describe, expect, test } from 'vitest';
import type { Want } from '../commands/agent-pool.js';
import { SlotPool, type AgentProcess } from './slot-pool.js';

/** A pool whose runs, when they are looked at, take what they still want. */
function pool(maxInFlight = 100) {
  const wanting = new Map<string, Want[]>();
  let held: (() => void)[] | undefined;
  let leases = 0;
  const look = (stream: string): 'done' => {
    const wants = wanting.get(stream) ?? [];
    wanting.set(
      stream,
      wants.filter((want) => slots.take(want) === undefined),
    );
    return 'done';
  };
  const slots: SlotPool = new SlotPool({
    gatewayId: 'gateway-1',
    maxInFlight,
    nudge: (stream) =>
      held === undefined
        ? Promise.resolve(look(stream))
        : new Promise((resolve) => held?.push(() => resolve(look(stream)))),
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
    await settled();
    expect(stillWanting()).toEqual([]);
    expect(slots.waiting().get('work') ?? 0).toBe(0);
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
});
