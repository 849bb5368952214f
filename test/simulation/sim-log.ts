import { DomainError } from '../../src/domain/kernel/errors.js';
import type { MemoryLog } from '../../src/eventstore/memory-log.js';
import {
  OutcomeUnknown,
  type Listener,
  type LogPlace,
  type RawAppend,
  type RawEvent,
  type RawLog,
  type SealedEvent,
  type Subscription,
} from '../../src/eventstore/raw-log.js';
import type { Chance } from './chance.js';
import { never, type SimProcess } from './sim-process.js';
import type { Fault, Tally } from './tally.js';
import type { Timeline } from './virtual-time.js';

/** An append or a read that is not answered in this time is given up by the client. */
const TIMEOUT_MS = 1_500;

/** The store that all processes share, and how badly it behaves. */
export interface StoreWorld {
  readonly log: MemoryLog;
  readonly timeline: Timeline;
  readonly chance: Chance;
  readonly tally: Tally;
  /** Of a call at the store: 0 when it behaves. */
  trouble: number;
  trace(what: string): void;
}

/** The log as one process reaches it: over a network that loses, delays and repeats, at a store that is not always there. */
export class SimLog implements RawLog {
  constructor(
    readonly world: StoreWorld,
    readonly process: SimProcess,
  ) {}

  async append(stream: string, expected: number, events: readonly SealedEvent[]): Promise<RawAppend> {
    const { chance, log, tally } = this.world;
    const isBlob = stream.startsWith('blob-');
    if (this.#has('appendRefused', 0.01)) {
      await this.#pass(this.#way());
      throw new DomainError('STORE.REFUSED', 'unavailable', 'The event store refuses an append: its disk is full.');
    }
    const lost = this.#has(isBlob ? 'blobPutFailed' : 'appendLost', isBlob ? 0.2 : 0.08);
    const late = !lost && this.#has('appendLate', 0.04);
    const unanswered = !lost && !late && this.#has('appendUnanswered', 0.08);
    return this.#call(
      `append ${stream}@${expected} ${events.map(({ type }) => type).join(' ')}`,
      async () => {
        const answer = await log.append(stream, expected, events);
        if (answer.kind === 'wrongRevision') tally.fault('appendConflict');
        return answer;
      },
      () => new OutcomeUnknown('no answer'),
      { lost, unanswered: unanswered || late, delay: late ? TIMEOUT_MS + chance.between(0, 3_000) : 0 },
    );
  }

  async *readStream(stream: string, options: Parameters<RawLog['readStream']>[1]): AsyncIterable<RawEvent> {
    yield* await this.#read(`read ${stream}`, () => collected(this.world.log.readStream(stream, options)));
  }

  readPosition(position: bigint): Promise<RawEvent | undefined> {
    return this.#read('read position', () => this.world.log.readPosition(position));
  }

  async *readForwards(
    from: bigint | undefined,
    prefixes: readonly string[],
    maxCount: number,
  ): AsyncIterable<RawEvent> {
    yield* await this.#read('read forwards', () => collected(this.world.log.readForwards(from, prefixes, maxCount)));
  }

  async *readBackwards(prefixes: readonly string[]): AsyncIterable<RawEvent> {
    // Whoever reads backwards wants the last one.
    yield* await this.#read('read backwards', () => collected(this.world.log.readBackwards(prefixes), 1));
  }

  deleteStream(stream: string, expected?: number): Promise<boolean> {
    return this.#read('delete', () => this.world.log.deleteStream(stream, expected));
  }

  ping(): Promise<bigint> {
    return this.#read('ping', () => this.world.log.ping());
  }

  subscribe(after: LogPlace | undefined, prefixes: readonly string[], listener: Listener): Subscription {
    return new SimSubscription(this, after, prefixes, listener);
  }

  /** Whether a fault happens now; counted when it does. */
  #has(fault: Fault, probability: number): boolean {
    const { chance, tally, trouble } = this.world;
    if (trouble === 0 || !chance.happens(probability * trouble)) return false;
    tally.fault(fault);
    return true;
  }

  /** One way over the network, in ms. */
  #way(): number {
    const { chance } = this.world;
    return chance.between(0.05, chance.happens(0.1) ? 20 : 2);
  }

  #pass(ms: number): Promise<void> {
    if (!this.process.mayCall()) return never();
    return new Promise((resolve) => this.world.timeline.after(ms, this.process, resolve));
  }

  #read<T>(what: string, effect: () => Promise<T>): Promise<T> {
    const lost = this.#has('readFailed', 0.03);
    const delay = this.#has('readDelayed', 0.05) ? this.world.chance.between(50, 1_200) : 0;
    return this.#call(what, effect, () => new Error('the store does not answer'), { lost, unanswered: false, delay });
  }

  #call<T>(
    what: string,
    effect: () => Promise<T>,
    giveUp: () => Error,
    how: { readonly lost: boolean; readonly unanswered: boolean; readonly delay: number },
  ): Promise<T> {
    const { timeline, process } = { timeline: this.world.timeline, process: this.process };
    if (!process.mayCall()) return never();
    return new Promise<T>((resolve, reject) => {
      const givenUp = timeline.after(TIMEOUT_MS, process, () => {
        this.world.trace(`${process.name}: ${what}: no answer`);
        reject(giveUp());
      });
      if (how.lost) return;
      const answer = (settle: () => void): void => {
        if (how.unanswered) return;
        timeline.after(this.#way(), process, () => {
          givenUp();
          settle();
        });
      };
      timeline.after(this.#way() + how.delay, undefined, () => {
        effect().then(
          (result) => {
            if (what.startsWith('append')) this.world.trace(`store: ${process.name} ${what} -> ${kindOf(result)}`);
            answer(() => resolve(result));
          },
          (error: unknown) => answer(() => reject(error)),
        );
      });
    });
  }
}

const kindOf = (result: unknown): string =>
  typeof result === 'object' && result !== null && 'kind' in result ? String(result.kind) : '';

async function collected<T>(items: AsyncIterable<T>, most = Number.POSITIVE_INFINITY): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) {
    all.push(item);
    if (all.length >= most) break;
  }
  return all;
}

/** A subscription that ends, falls silent, or repeats itself, as chance will have it. */
class SimSubscription implements Subscription {
  #inner: Subscription | undefined;
  #closed = false;
  #paused = false;
  #silent = false;
  #waiting: RawEvent[] = [];
  #last: readonly RawEvent[] = [];
  /** Nothing overtakes what was sent before it. */
  #arrivesAt = 0;
  readonly #log: SimLog;
  readonly #listener: Listener;

  constructor(log: SimLog, after: LogPlace | undefined, prefixes: readonly string[], listener: Listener) {
    this.#log = log;
    this.#listener = listener;
    const { world, process } = log;
    if (!process.mayCall()) return;
    process.onDeath(() => this.close());
    world.timeline.after(world.chance.between(0.1, 5), undefined, () => {
      if (this.#closed) return;
      if (world.log.down) return this.#end(new Error('the store is down'));
      this.#inner = world.log.subscribe(after, prefixes, {
        onEvent: (event) => this.#sent(event),
        onCheckpoint: () => undefined,
        onEnd: (error) => this.#end(error),
      });
      if (this.#paused) this.#inner.pause();
    });
    this.#plan();
  }

  /** What becomes of it, while the store is in trouble. */
  #plan(): void {
    const { world, process } = this.#log;
    const { chance, timeline, tally } = world;
    if (world.trouble === 0) return;
    timeline.after(chance.wait(15_000), undefined, () => {
      if (this.#closed || this.#silent || world.trouble === 0) return;
      const fate = chance.among(['subscriptionDropped', 'subscriptionEnded', 'subscriptionSilent'] as const);
      tally.fault(fate);
      world.trace(`${process.name}: ${fate}`);
      if (fate === 'subscriptionSilent') {
        this.#silent = true;
        this.#inner?.close();
      } else this.#end(fate === 'subscriptionDropped' ? new Error('UNAVAILABLE: connection dropped') : undefined);
    });
  }

  #sent(event: RawEvent): void {
    this.#waiting.push(event);
    if (this.#waiting.length > 1) return;
    const { world } = this.#log;
    const slow = world.trouble > 0 && world.chance.happens(0.05) ? world.chance.between(50, 1_000) : 0;
    this.#deliver(world.chance.between(0.05, 3) + slow, () => {
      const events = this.#waiting.splice(0);
      if (this.#paused) return void this.#waiting.unshift(...events);
      const again = world.trouble > 0 && world.chance.happens(0.03 * world.trouble) ? this.#last : [];
      if (again.length > 0) world.tally.fault('eventsTwice');
      for (const one of [...again, ...events]) {
        if (this.#closed) return;
        this.#listener.onEvent(one);
      }
      this.#last = events;
    });
  }

  #deliver(ms: number, run: () => void): void {
    const { world, process } = this.#log;
    this.#arrivesAt = Math.max(this.#arrivesAt, world.timeline.now + ms);
    world.timeline.at(this.#arrivesAt, process, () => {
      if (!this.#closed) run();
    });
  }

  #end(error: Error | undefined): void {
    if (this.#closed) return;
    this.#inner?.close();
    this.#deliver(1, () => {
      this.close();
      this.#listener.onEnd(error);
    });
  }

  pause(): void {
    this.#paused = true;
    this.#inner?.pause();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    const waiting = this.#waiting.splice(0);
    for (const event of waiting) this.#sent(event);
    this.#inner?.resume();
  }

  close(): void {
    this.#closed = true;
    this.#inner?.close();
  }
}
