import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { followFeed } from '../../test/support/feed-follower.js';
import { halt, headOf, lifted, START } from '../../test/support/halts.js';
import { GENESIS } from '../domain/kernel/envelope.js';
import { seal } from './chain.js';
import { MemoryLog } from './memory-log.js';
import type { RawEvent, Subscription } from './raw-log.js';
import { memoryStore, type MemoryStoreOptions } from './memory.js';

/** Delivers with each event all that came before it once more. */
class StammeringLog extends MemoryLog {
  override subscribe(...[after, prefixes, listener]: Parameters<MemoryLog['subscribe']>): Subscription {
    const before: RawEvent[] = [];
    return super.subscribe(after, prefixes, {
      onEvent(event) {
        before.push(event);
        for (const one of before) listener.onEvent(one);
      },
      onCheckpoint: (place) => listener.onCheckpoint(place),
      onEnd: (error) => listener.onEnd(error),
    });
  }
}

describe('the feed', () => {
  const filled = async (count: number, options: MemoryStoreOptions = {}) => {
    const memory = memoryStore(options);
    let head = START;
    for (let i = 0; i < count; i++) head = headOf(await memory.store.append('control', head, [halt()]));
    return { memory, head };
  };

  it('delivers the whole log in order, in batches, and then what follows', async () => {
    const { memory, head } = await filled(5);
    const feed = followFeed(memory.feed, { maxBatch: 2 });
    await expect.poll(feed.revisions).toEqual([0, 1, 2, 3, 4]);
    await memory.store.append('control', head, [halt()]);
    await expect.poll(feed.revisions).toEqual([0, 1, 2, 3, 4, 5]);
    expect(Math.max(...feed.batches.map(({ items }) => items.length))).toBe(2);
    expect(feed.batches.at(-1)?.through).toBe(6n);
    expect(feed.live).toEqual([false, true]);
    await feed.stop();
  });

  it('starts after its checkpoint, and refuses a store that is another', async () => {
    const { memory } = await filled(3);
    const second = memory.log[1];
    if (!second) throw new Error('nothing in the log');
    const feed = followFeed(memory.feed, { from: { position: 2n, eventId: second.id } });
    await expect.poll(feed.revisions).toEqual([2]);
    await feed.stop();
    const other = await filled(1);
    const refused = followFeed(other.memory.feed, { from: { position: 2n, eventId: second.id } });
    await expect(refused.done).rejects.toMatchObject({ code: 'STORE.WIPED' });
    const changed = followFeed(memory.feed, { from: { position: 1n, eventId: second.id } });
    await expect(changed.done).rejects.toMatchObject({ code: 'STORE.WIPED' });
  });

  it('goes on after an error and after a normal end, without a gap or a repetition', async () => {
    const { memory, head: start } = await filled(2);
    const feed = followFeed(memory.feed);
    let head = start;
    for (const end of [undefined, new Error('connection reset'), undefined]) {
      await expect.poll(feed.revisions).toHaveLength(head.revision + 1);
      memory.raw.endSubscriptions(end);
      head = headOf(await memory.store.append('control', head, [halt()]));
    }
    await expect.poll(feed.revisions).toEqual([0, 1, 2, 3, 4]);
    await feed.stop();
  });

  it('shows an event once that the store delivers twice', async () => {
    const { memory } = await filled(4, { over: new StammeringLog() });
    const feed = followFeed(memory.feed);
    await expect.poll(feed.revisions).toEqual([0, 1, 2, 3]);
    await feed.stop();
  });

  it('says that the store is away when the end of the log cannot be read', async () => {
    const { memory } = await filled(1);
    memory.raw.down = true;
    await expect(memory.feed.end()).rejects.toMatchObject({ code: 'STORE.UNAVAILABLE' });
    memory.raw.down = false;
    memory.dispose();
  });

  it('hands out the same batch again when it was not handled', async () => {
    const { memory } = await filled(3);
    let fails = 3;
    const feed = followFeed(memory.feed, { fail: () => fails-- > 0 });
    await expect.poll(feed.revisions).toEqual([0, 1, 2]);
    await feed.stop();
  });

  it('does not run ahead of one that it goes together with, and does not take the wait for silence', async () => {
    const said: string[] = [];
    const log = { info: (_: object, message: string) => said.push(message), warn: () => undefined };
    let looks = 0;
    const gather = async (): Promise<void> => void looks++;
    const { memory } = await filled(40, { silenceMs: 1, log, gather });
    const stop = new AbortController();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const handled = { slow: 0, quick: 0 };
    const follow = (name: 'slow' | 'quick'): Promise<void> =>
      memory.feed.follow({
        name,
        from: undefined,
        prefixes: ['control'],
        maxBatch: 2,
        together: true,
        signal: stop.signal,
        async handle({ items }) {
          if (name === 'slow') await held;
          handled[name] += items.length;
        },
      });
    const done = [follow('slow'), follow('quick')];
    await expect.poll(() => handled.quick).toBeGreaterThan(0);
    const silent = looks + 20;
    await expect.poll(() => looks).toBeGreaterThan(silent);
    expect(handled.slow).toBe(0);
    expect(handled.quick).toBeLessThan(20);
    expect(said).toEqual([]);
    release();
    await expect.poll(() => handled).toEqual({ slow: 40, quick: 40 });
    stop.abort();
    await Promise.all(done);
  });

  it('marks what it cannot read, and leaves out streams that only begin like one of ours', async () => {
    const { memory } = await filled(1);
    memory.raw.put('controller', [{ id: randomUUID(), type: 'HaltOrdered', data: '{}', metadata: '{}' }]);
    memory.raw.put('run-1', [{ id: randomUUID(), type: 'StepTeleported', data: '{}', metadata: '{}' }]);
    memory.raw.put('run-1', [{ id: randomUUID(), type: 'RunPaused', data: 'no json', metadata: '{}' }]);
    const feed = followFeed(memory.feed);
    await expect
      .poll(() => feed.items())
      .toMatchObject([
        { kind: 'event', position: 1n },
        { kind: 'unreadable', stream: 'run-1', revision: 0, unknownType: true },
        { kind: 'unreadable', stream: 'run-1', revision: 1, unknownType: false },
      ]);
    expect(await memory.feed.end()).toBe(4n);
    await feed.stop();
  });

  it('marks an event that is not what its hash says, and one that is not chained to the one before it', async () => {
    const { memory } = await filled(4);
    const changed = '{"haltId":"halt-1","reason":"no fire","scope":{"kind":"everything"}}';
    memory.raw.tamper('control', 1, { data: changed });
    // By somebody who can hash: what the event says is what it is, but the one before was another.
    const forged = seal('control', { revision: 2, hash: GENESIS }, [halt('forged')]).events[0];
    memory.raw.tamper('control', 3, forged ?? {});
    const feed = followFeed(memory.feed);
    await expect.poll(feed.revisions).toEqual([0, 1, 2, 3]);
    expect(feed.items()).toMatchObject([
      { kind: 'event' },
      { kind: 'unreadable', unknownType: false, reason: expect.stringContaining('its content has the hash') },
      { kind: 'event' },
      { kind: 'unreadable', unknownType: false, reason: expect.stringContaining('as the hash before it') },
    ]);
    await feed.stop();
  });

  it('knows what an event must be chained to after the subscription was opened anew, and of a first event always', async () => {
    const { memory, head } = await filled(2);
    const first = seal('run-1', { revision: -1, hash: 'f'.repeat(64) }, [halt()]).events;
    memory.raw.put('run-1', first);
    const feed = followFeed(memory.feed);
    await expect.poll(feed.revisions).toEqual([0, 1, 0]);
    memory.raw.endSubscriptions(undefined);
    memory.raw.put('control', seal('control', { ...head, hash: GENESIS }, [halt('forged')]).events);
    await expect.poll(feed.revisions).toEqual([0, 1, 0, 2]);
    expect(feed.items().map(({ kind }) => kind)).toEqual(['event', 'event', 'unreadable', 'unreadable']);
    await feed.stop();
  });

  it('lets events wait for more to come, but nothing that is urgent', async () => {
    const { memory, head } = await filled(1);
    const feed = followFeed(memory.feed, { gatherMs: 3_600_000, urgent: new Set(['HaltLifted']) });
    await expect.poll(feed.revisions).toEqual([0]);
    const waiting = headOf(await memory.store.append('control', head, [halt()]));
    await memory.store.append('control', waiting, [lifted()]);
    await expect.poll(feed.revisions).toEqual([0, 1, 2]);
    expect(feed.batches.map(({ items }) => items.length)).toEqual([1, 2]);
    await feed.stop();
  });
});
