import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { seededRandom } from '../../test/support/seeded-random.js';
import { MemoryLog } from './memory-log.js';
import type { Listener, LogPlace, RawLog, Subscription } from './raw-log.js';
import { SharedSubscriptions, type SharedSubscription, type SharingSettings } from './shared-subscriptions.js';

afterEach(() => vi.useRealTimers());

/** A log whose subscriptions are counted, and can be made deaf. */
class CountedLog {
  readonly log = new MemoryLog();
  open = 0;
  /** Events, by all subscriptions. */
  sent = 0;
  deaf = false;
  readonly raw: Pick<RawLog, 'subscribe' | 'ping'> = {
    ping: () => this.log.ping(),
    subscribe: (after, prefixes, listener) => {
      this.open++;
      const deaf = this.deaf;
      const subscription = this.log.subscribe(after, prefixes, {
        onEvent: (event) => {
          this.sent++;
          if (!deaf) listener.onEvent(event);
        },
        onCheckpoint: (place) => listener.onCheckpoint(place),
        onEnd: (error) => listener.onEnd(error),
      });
      return { ...bound(subscription), close: () => void (this.open--, subscription.close()) };
    },
  };

  append(stream: string, count = 1): void {
    for (let i = 0; i < count; i++) this.log.put(stream, [{ id: 'x', type: 'T', data: '{}', metadata: '{}' }]);
  }
}
const bound = (subscription: Subscription) => ({
  pause: () => subscription.pause(),
  resume: () => subscription.resume(),
});

class Follower {
  readonly got: bigint[] = [];
  ended: Error | 'normally' | undefined;
  readonly subscription: SharedSubscription;
  /** Pauses by itself after so many events. */
  pauseAfter = Infinity;

  constructor(shared: SharedSubscriptions, after?: bigint, prefixes: readonly string[] = ['run-'], together = false) {
    const place: LogPlace | undefined = after === undefined ? undefined : { commit: after, prepare: after };
    const listener: Listener = {
      onEvent: ({ position }) => {
        this.got.push(position);
        if (this.got.length >= this.pauseAfter) this.subscription.pause();
      },
      onCheckpoint: () => undefined,
      onEnd: (error) => (this.ended = error ?? 'normally'),
    };
    this.subscription = shared.subscribe(place, prefixes, listener, together);
  }

  /** Takes so many more, as one does that handles a batch. */
  take(count: number): Promise<void> {
    this.pauseAfter = this.got.length + count;
    this.subscription.resume();
    return turn();
  }
}

function setUp(settings?: SharingSettings) {
  const counted = new CountedLog();
  return { counted, shared: new SharedSubscriptions(counted.raw, settings) };
}
const upTo = (count: number): bigint[] => Array.from({ length: count }, (_, i) => BigInt(i + 1));

describe('followers of the same streams', () => {
  it('share one subscription as soon as an event has come to both, and each gets every event once', async () => {
    const { counted, shared } = setUp();
    counted.append('run-1', 5);
    const followers = [new Follower(shared), new Follower(shared, 3n), new Follower(shared, 5n)];
    await turn();
    counted.append('run-2', 3);
    await turn();
    expect(followers.map(({ got }) => got)).toEqual([upTo(8), upTo(8).slice(3), upTo(8).slice(5)]);
    expect(counted.open).toBe(1);
    for (const { subscription } of followers) subscription.close();
    expect(counted.open).toBe(0);
  });

  it('have their own when there is nobody to share with, and when they want other streams', async () => {
    const { counted, shared } = setUp();
    const alone = new Follower(shared);
    await turn();
    expect(counted.open).toBe(1);
    const other = new Follower(shared, undefined, ['agent-']);
    await turn();
    counted.append('run-1', 2);
    counted.append('agent-1', 1);
    await turn();
    expect([alone.got, other.got]).toEqual([upTo(2), [3n]]);
    expect(counted.open).toBe(2);
  });

  it('do not wait for one that is paused: it goes on from what is kept, or by itself when that is gone', async () => {
    const { counted, shared } = setUp({ maxEvents: 10 });
    const [quick, slow, slower] = [new Follower(shared), new Follower(shared), new Follower(shared)];
    await turn();
    counted.append('run-1', 1);
    await turn();
    slow.subscription.pause();
    slower.subscription.pause();
    counted.append('run-1', 10);
    await turn();
    expect([quick.got, slow.got]).toEqual([upTo(11), upTo(1)]);
    slow.subscription.resume();
    expect(slow.got).toEqual(upTo(11));
    counted.append('run-1', 1);
    await turn();
    slower.subscription.resume();
    await turn();
    expect(slower.got).toEqual(upTo(12));
    counted.append('run-1', 1);
    await turn();
    expect([quick, slow, slower].map(({ got }) => got)).toEqual([upTo(13), upTo(13), upTo(13)]);
    expect(counted.open).toBe(1);
  });

  it('are all told of its end, and share again when they come back', async () => {
    const { counted, shared } = setUp();
    const before = [new Follower(shared), new Follower(shared)];
    await turn();
    counted.append('run-1', 1);
    await turn();
    counted.log.endSubscriptions(new Error('gone'));
    expect(before.map(({ ended }) => ended)).toEqual([new Error('gone'), new Error('gone')]);
    const after = [new Follower(shared, 1n), new Follower(shared, 1n)];
    await turn();
    counted.append('run-1', 2);
    await turn();
    expect(after.map(({ got }) => got)).toEqual([
      [2n, 3n],
      [2n, 3n],
    ]);
  });

  it('leave a shared one that is silent while another brings events', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { counted, shared } = setUp();
    const first = new Follower(shared);
    counted.deaf = true;
    const second = new Follower(shared);
    await turn();
    counted.deaf = false;
    counted.append('run-1', 1);
    await turn();
    // The second's own was deaf, and so is the shared one: who follows notices silence, and comes back.
    second.subscription.close();
    const again = new Follower(shared);
    await turn();
    counted.append('run-1', 1);
    await turn();
    vi.advanceTimersByTime(5_000);
    await turn();
    counted.append('run-1', 1);
    await turn();
    counted.append('run-1', 1);
    await turn();
    expect([first.got, again.got]).toEqual([upTo(4), upTo(4)]);
    expect(counted.open).toBe(1);
  });
});

describe('followers that go together', () => {
  const batch = 10;
  /** One has taken `ahead` events of 100 before the other begins. */
  async function two(ahead: number, settings: SharingSettings) {
    const { counted, shared } = setUp(settings);
    counted.append('run-1', 100);
    const join = (): Follower => {
      const follower = new Follower(shared, undefined, ['run-'], true);
      follower.subscription.pause();
      return follower;
    };
    const first = join();
    if (ahead > 0) await first.take(ahead);
    return { counted, first, second: join() };
  }

  it('share far from the end of the log: the first waits for one that is a little behind, then each event is sent once', async () => {
    const { counted, first, second } = await two(25, { maxEvents: 20, nearby: 30n });
    await first.take(batch);
    for (let i = 0; i < 10; i++) {
      await second.take(batch);
      await first.take(batch);
    }
    expect([first.got, second.got]).toEqual([upTo(100), upTo(100)]);
    expect(counted.open).toBe(1);
    expect(counted.sent).toBeLessThan(150);
  });

  it('do not wait for one that is far behind', async () => {
    const { first, second } = await two(50, { maxEvents: 20, nearby: 30n });
    await second.take(batch);
    await first.take(50);
    expect([first.got, second.got]).toEqual([upTo(100), upTo(batch)]);
  });

  it('do not leave one behind that is paused, and go on when it does, or is gone', async () => {
    const { first, second } = await two(0, { maxEvents: 20, nearby: 30n });
    await second.take(batch);
    await first.take(100);
    expect(first.got.length).toBeLessThan(2 * batch);
    expect(first.subscription.isWaiting).toBe(true);
    await second.take(batch);
    expect(first.got.length).toBeGreaterThanOrEqual(2 * batch);
    second.subscription.close();
    await turn();
    expect(first.got).toEqual(upTo(100));
    expect(first.subscription.isWaiting).toBe(false);
  });
});

it.each([false, true])(
  'whatever followers do (together: %s), each gets every event after its place, once and in order',
  async (together) => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seededRandom(seed);
      const pick = (below: number): number => Math.floor(random() * below);
      const { counted, shared } = setUp({ maxEvents: 1 + pick(8), nearby: BigInt(pick(10)) });
      const all: { readonly follower: Follower; readonly after: bigint }[] = [];
      const follow = (after: bigint) => all.push({ follower: new Follower(shared, after, ['run-'], together), after });
      for (let i = 0; i < 60; i++) {
        const chosen = all[pick(all.length)]?.follower;
        const end = BigInt(counted.log.events.length);
        [
          () => counted.append('run-1', 1 + pick(4)),
          () => counted.append('run-1', 1),
          () => follow(BigInt(pick(Number(end) + 1))),
          () => follow(end),
          () => chosen?.subscription.pause(),
          () => chosen?.subscription.resume(),
          () => chosen && (chosen.pauseAfter = chosen.got.length + 1 + pick(3)),
          () => chosen && ((chosen.pauseAfter = Infinity), chosen.subscription.resume()),
          () => pick(4) === 0 && counted.log.endSubscriptions(new Error('gone')),
        ][pick(9)]?.();
        if (pick(2) === 0) await turn();
      }
      for (const { follower } of all) {
        follower.pauseAfter = Infinity;
        follower.subscription.resume();
      }
      await turn();
      await turn();
      for (const { follower, after } of all) {
        const missing = upTo(counted.log.events.length).slice(Number(after));
        const expected = follower.ended ? missing.slice(0, follower.got.length) : missing;
        expect(follower.got, `seed ${seed}`).toEqual(expected);
      }
    }
  },
);
