import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '../domain/kernel/errors.js';
import type { Beat, InstanceLog } from '../domain/kernel/ports.js';
import type { ProcessLog } from './process-log.js';
import { Roster } from './roster.js';

/** How often an instance looks for the others and for `control`. */
const LOOK_MS = 500;
/** The same while something waits for it. */
const LOOK_SOON_MS = 50;
/** How often it gives a sign of life, when there is somebody to hear it. */
const BEAT_MS = 1_000;
/** What was confirmed longer ago is not acted upon. Less than SILENT_MS of the roster: it stops before the others take it for stopped. */
export const CONFIRMED_MS = 2_000;
/** An instance that gives signs of life and does not confirm: the caller is told. */
const UNCONFIRMED_MS = 10_000;
/** A store that does not answer holds up nobody's end. */
const FAREWELL_MS = 500;

export interface InstancesDeps {
  /** Of this process: its boot id. */
  readonly instanceId: string;
  /** A hash that tells its keys from others. */
  readonly keys?: string;
  readonly log: InstanceLog;
  readonly control: {
    readonly revision: number;
    isConfirmed: () => boolean;
    look: () => Promise<void>;
    hasHeldUp: boolean;
  };
  /** Reads what is new in `control`. Rejects when the store does not answer. */
  readonly confirmControl: () => Promise<void>;
  /** Settles when no append is on its way any more that was decided upon an older `control`. */
  readonly settled: () => Promise<void>;
  /** `control` is confirmed again: looks at what was held up meanwhile. */
  readonly goOn: () => void;
  /** Milliseconds that never go back, and go on while the process or the machine sleeps. */
  readonly now: () => number;
  readonly logger: ProcessLog;
}

/** Who else works on the log. */
export interface OtherInstances {
  isAlive(instanceId: string): boolean;
  /** For how long an instance is known to be gone, in milliseconds: 0 while it is alive, Infinity when it was never heard of. */
  goneFor(instanceId: string): number;
  /** How many others there are. */
  readonly others: number;
  /** Looks now. Rejects when the store does not answer. */
  refresh(): Promise<void>;
}

/** Nobody else, or nobody who is looked for: what others hold is taken for lost. That wastes work, and breaks no rule. */
export const NO_OTHERS: OtherInstances = {
  isAlive: () => false,
  goneFor: () => Number.POSITIVE_INFINITY,
  others: 0,
  refresh: () => Promise.resolve(),
};

/**
 * The processes of the server that share a log. Each says in stream `instances` that it is there, and, while there are others, once a
 * second that it is still there and which revision of `control` it acts upon. Only who has done so within the last two seconds starts and
 * dispatches; so whoever has been silent for three is known to have stopped, whether it is dead, stopped, or cut off. Alone, nothing is written.
 */
export class Instances implements OtherInstances {
  readonly #roster: Roster;
  readonly #stopping = new AbortController();
  /** When the last look began that found `control` as it is known here. */
  #confirmedAt = Number.NEGATIVE_INFINITY;
  #beatAt = Number.NEGATIVE_INFINITY;
  /** The last revision of `control` upon which nothing older is on its way. */
  #settled = -1;
  #looking: Promise<void> | undefined;
  #wake: (() => void) | undefined;
  /** As it was said in the log. */
  #wasConfirmed = true;
  /** Hashes of others' keys that were told of. */
  readonly #otherKeys = new Set<string>();

  constructor(readonly deps: InstancesDeps) {
    this.#roster = new Roster(deps.instanceId);
  }

  /** Says that this one is there, and begins to look. Rejects when the store does not answer; then it can be called again. */
  async start(): Promise<void> {
    const { control, now } = this.deps;
    control.isConfirmed = () => now() - this.#confirmedAt <= CONFIRMED_MS;
    control.look = () => this.#look();
    this.#settled = control.revision;
    await this.#beat(false);
    await this.#look();
    this.#wasConfirmed = control.isConfirmed();
    void this.#keepLooking();
  }

  /** Tells the others that this one has ended, if the store takes it in time. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake?.();
    await this.#looking?.catch(() => undefined);
    // From here on nothing is started or dispatched: that is what it says.
    this.#confirmedAt = Number.NEGATIVE_INFINITY;
    const farewell = this.deps.settled().then(() => this.#beat(true));
    await Promise.race([farewell.catch(() => undefined), sleep(FAREWELL_MS, undefined, { ref: false })]);
  }

  /** Another instance that is there, as far as is known. */
  isAlive(instanceId: string): boolean {
    return this.#roster.isAlive(instanceId, this.deps.now());
  }

  /** For how long an instance is known to be gone, in milliseconds; Infinity when it was never heard of. */
  goneFor(instanceId: string): number {
    return this.#roster.goneFor(instanceId, this.deps.now());
  }

  /** Another instance that was there and is known to have stopped acting. False while nobody can tell: this one was asleep, or does not hear. */
  hasGone(instanceId: string): boolean {
    return this.#roster.hasGone(instanceId, this.deps.now());
  }

  get others(): number {
    return this.#roster.alive(this.deps.now()).length;
  }

  /** Looks now, and not only at the next turn. Rejects when the store does not answer. */
  async refresh(): Promise<void> {
    // One that is under way may have read before.
    await this.#looking?.catch(() => undefined);
    await this.#look();
  }

  /** Something of `control` is known to be new. */
  controlChanged(): void {
    this.#wake?.();
  }

  /**
   * Settles when every instance acts upon this revision of `control`, or has stopped acting. Rejects with HALT.UNCONFIRMED (unavailable)
   * when one does neither for 10 s.
   */
  async everywhere(controlRevision: number): Promise<void> {
    const began = this.deps.now();
    await this.deps.settled();
    await this.refresh();
    for (;;) {
      const behind = this.#roster.behind(controlRevision, this.deps.now());
      if (behind.length === 0) return;
      if (this.deps.now() - began > UNCONFIRMED_MS)
        throw new DomainError(
          'HALT.UNCONFIRMED',
          'unavailable',
          `The order is written and in force here, but ${behind.length === 1 ? 'another server has' : `${behind.length} other servers have`} not confirmed it (${behind.join(', ')}). Send it again with the same Idempotency-Key.`,
          { instances: behind },
        );
      await sleep(LOOK_SOON_MS);
      await this.refresh().catch(() => undefined);
    }
  }

  async #keepLooking(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const soon = !this.deps.control.isConfirmed();
      await this.#turn(soon ? LOOK_SOON_MS : LOOK_MS);
      if (!signal.aborted) await this.#look().catch(() => undefined);
    }
  }

  async #turn(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      timer.unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }

  #look(): Promise<void> {
    this.#looking ??= this.#lookNow().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  /**
   * The order matters. Alone: nobody was there when the look began. Not alone: the sign of life stands in the log before `control` is read,
   * so whoever orders a halt and does not see the one can be sure that the other sees the order.
   */
  async #lookNow(): Promise<void> {
    const { control, now, log, confirmControl, settled, logger } = this.deps;
    let asOf = now();
    if (this.#wasConfirmed && !control.isConfirmed()) {
      this.#wasConfirmed = false;
      logger.warn({}, 'emergency stops are not confirmed: nothing is started or dispatched until they are');
    }
    const beats = await log.since();
    this.#roster.heard(beats, now());
    for (const beat of beats) this.#compareKeys(beat);
    if (this.others > 0) {
      if (asOf - this.#beatAt >= BEAT_MS || !control.isConfirmed()) await this.#beat(false);
      asOf = this.#beatAt;
    }
    await confirmControl();
    const { revision } = control;
    if (this.others > 0 && revision !== this.#settled) {
      await settled();
      this.#settled = revision;
      await this.#beat(false);
    }
    this.#confirmed(asOf);
  }

  /** Said once: the folder of keys is mounted wrongly, or was replaced. */
  #compareKeys({ instanceId, keys }: Beat): void {
    const { logger } = this.deps;
    if (keys === undefined || keys === this.deps.keys || this.#otherKeys.has(keys)) return;
    this.#otherKeys.add(keys);
    logger.error(
      { instanceId },
      'another server on this event store has, or had, other keys: give all of them one MC_KEYS_DIR. Else a command that is sent again to another one is refused (IDEMPOTENCY.MISMATCH), and personal data cannot be read everywhere',
    );
  }

  #confirmed(asOf: number): void {
    const { control, goOn, logger } = this.deps;
    this.#confirmedAt = Math.max(this.#confirmedAt, asOf);
    const isConfirmed = control.isConfirmed();
    if (isConfirmed && !this.#wasConfirmed) logger.info({}, 'emergency stops are confirmed again');
    this.#wasConfirmed = isConfirmed;
    if (!isConfirmed || !control.hasHeldUp) return;
    control.hasHeldUp = false;
    goOn();
  }

  async #beat(left: boolean): Promise<void> {
    const { instanceId, keys, log, now } = this.deps;
    const sentAt = now();
    await log.beat({ instanceId, controlRevision: this.#settled, left, keys });
    this.#beatAt = sentAt;
  }
}
