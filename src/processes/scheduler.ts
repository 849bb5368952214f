import type { Commands } from '../commands/commands.js';
import { CONTROL_STREAM, STREAMS } from '../domain/catalog.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '../domain/kernel/errors.js';
import type { Recorded } from '../domain/kernel/envelope.js';
import type { Checkpoint, Feed, FeedBatch } from '../domain/kernel/ports.js';
import { Backlog } from './backlog.js';
import type { Halts } from './halts.js';
import type { OpenRuns } from './open-runs.js';
import type { ProcessLog } from './process-log.js';

const IN_FLIGHT = 64;
/** What nobody waits for leaves places for what somebody does. */
const IN_FLIGHT_BEHIND = 16;
/** With the writer reacting inline, the feed only catches what fell through. */
const SAFETY_NET_MS = 100;

export interface SchedulerOptions {
  /** The writer reacts inline: the feed is the safety net, and carries what other instances wrote. */
  readonly inline: boolean;
  readonly bootId: string;
}

/** Where the scheduler starts after a restart: the open runs as of a place in the log, in the order in which they are looked at. */
export interface OpenWork {
  list(): Promise<{ readonly runs: readonly WorkingRun[]; readonly from: Checkpoint | undefined }>;
}
export interface WorkingRun {
  readonly stream: string;
  /** Of its last event. */
  readonly revision: number;
  /** An agent works on it. */
  readonly isLeased: boolean;
}

/** The process manager that keeps open runs going: the same pure reaction as the writer's, driven by the feed. */
export class Scheduler {
  /** Settles when every run that an agent worked on at the start is at hand. Agents are answered after it. */
  readonly ready: Promise<void>;
  #becomeReady: () => void = () => undefined;
  readonly #listeners: ((event: Recorded) => void)[] = [];
  /** Settles when every run that was open at the start is at hand. */
  readonly sawAll: Promise<void>;
  #sawOthers: () => void = () => undefined;
  #isWhole = false;
  /** Everything up to here was handled. */
  #through = 0n;
  #feed: Feed | undefined;
  /** Until it has caught up for the first time: what it looks at then. */
  #backlog: Backlog | undefined = new Backlog();
  #waiting: { readonly position: bigint; readonly resolve: () => void }[] = [];

  constructor(
    readonly commands: Commands,
    readonly openRuns: OpenRuns,
    readonly halts: Halts,
    readonly options: SchedulerOptions,
    readonly log: ProcessLog,
  ) {
    this.ready = new Promise((resolve) => (this.#becomeReady = resolve));
    // Those that the read models did not know of yet are at hand when it is ready.
    const others = new Promise<void>((resolve) => (this.#sawOthers = resolve));
    this.sawAll = Promise.all([this.ready, others]).then(() => {
      this.#isWhole = true;
    });
  }

  /** Whether it has settled by now. */
  get hasSeenAll(): boolean {
    return this.#isWhole;
  }

  /** Hears every event of the log from the start of this process on. */
  onEvent(listener: (event: Recorded) => void): void {
    this.#listeners.push(listener);
  }

  /** Settles when everything that is in the log now was handled: what other instances have written is at hand. */
  async caughtUp(): Promise<void> {
    await this.ready;
    const position = (await this.#feed?.end()) ?? 0n;
    if (position > this.#through) await new Promise<void>((resolve) => this.#waiting.push({ position, resolve }));
  }

  /** Looks at what is open: something was held up that no event tells of. */
  lookAtOpenRuns(): Promise<void> {
    return this.#lookAt(inTurn(this.openRuns.streams()));
  }

  /** Looks at the runs that agents work on, then follows the log until `signal` aborts, and looks at all the other open runs beside that. */
  async run(feed: Feed, work: OpenWork, signal: AbortSignal): Promise<void> {
    const { runs, from } = await work.list();
    const leased = runs.filter(({ isLeased }) => isLeased);
    const others = runs.filter(({ isLeased }) => !isLeased);
    await this.#untilDone(() => this.#lookAt(leased, signal), signal);
    await this.#enforceHalts();
    const behind = this.#untilDone(async () => {
      await this.#lookAt(others, signal, IN_FLIGHT_BEHIND);
      signal.throwIfAborted();
      await this.#enforceHalts();
      this.#sawOthers();
      this.log.info({ openRuns: this.openRuns.size }, 'open runs are at hand');
    }, signal);
    this.#feed = feed;
    this.#through = from?.position ?? 0n;
    await feed.follow({
      name: 'scheduler',
      from,
      prefixes: Object.values(STREAMS),
      signal,
      gatherMs: this.options.inline ? SAFETY_NET_MS : 0,
      // Open work is as of the read models' checkpoint: what came later is at hand when the feed has caught up.
      onLive: (live) => {
        if (live) void this.#caughtUpFirst(signal);
      },
      skip: (stream, revision) => this.#isDone(stream, revision),
      handle: (batch) => this.#handle(batch),
    });
    await behind;
  }

  /** Rejects when a run could not be looked at: then it is done again. */
  async #lookAt(runs: readonly Looking[], signal?: AbortSignal, inFlight = IN_FLIGHT): Promise<void> {
    const left = [...runs].reverse();
    let failed = 0;
    const worker = async (): Promise<void> => {
      for (let run = left.pop(); run !== undefined && signal?.aborted !== true; run = left.pop())
        if ((await this.commands.runs.nudge(run.stream, run.revision)) === 'away') failed++;
    };
    await Promise.all(Array.from({ length: Math.min(inFlight, left.length) }, worker));
    if (failed > 0) throw new DomainError('STORE.UNAVAILABLE', 'unavailable', `${failed} runs could not be looked at.`);
  }

  /** At the start: until every one of them was looked at. */
  async #untilDone(look: () => Promise<void>, signal: AbortSignal): Promise<void> {
    for (;;) {
      try {
        return await look();
      } catch (error) {
        if (signal.aborted) return;
        this.log.warn({ reason: String(error) }, 'open runs are looked at again');
        await sleep(500, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Run by run as they come, a start without read models would load every run of the log, though nearly all of them are over. */
  async #caughtUpFirst(signal: AbortSignal): Promise<void> {
    const backlog = this.#backlog;
    if (!backlog) return;
    this.#backlog = undefined;
    await this.#untilDone(() => this.#lookAt(inTurn(backlog.streams)), signal);
    this.#becomeReady();
  }

  async #enforceHalts(): Promise<void> {
    const open = await this.commands.controls.look(CONTROL_STREAM, (control) => [...control.open]);
    for (const { haltId, scope, reason } of open) await this.halts.enforce(haltId, scope, reason);
  }

  async #handle(batch: FeedBatch): Promise<void> {
    const runs = new Set<string>();
    for (const item of batch.items) {
      if (item.kind === 'unreadable') continue;
      const { event } = item;
      for (const listener of this.#listeners) listener(event);
      if (event.stream === CONTROL_STREAM) await this.#controlChanged(event);
      else if (event.stream.startsWith(STREAMS.run)) {
        const wantsALook = this.#wantsALook(event);
        if (this.#backlog) this.#backlog.note(event);
        else if (wantsALook) runs.add(event.stream);
      }
    }
    await this.#lookAt(inTurn([...runs]));
    this.#through = batch.through;
    for (const { position, resolve } of this.#waiting) if (position <= batch.through) resolve();
    this.#waiting = this.#waiting.filter(({ position }) => position > batch.through);
  }

  /** Our own writer has reacted in the same append already, unless it is told not to: such events need not even be decoded. */
  #isDone(stream: string, revision: number): boolean {
    if (!this.options.inline || !stream.startsWith(STREAMS.run)) return false;
    const known = this.commands.runs.knownRevision(stream);
    return known !== undefined && known >= revision;
  }

  /** Our own writer has reacted in the same append already, unless it is told not to. */
  #wantsALook(event: Recorded): boolean {
    const known = this.commands.runs.knownRevision(event.stream);
    if (event.metadata.writer.bootId === this.options.bootId && known !== undefined && known >= event.revision)
      return !this.options.inline;
    if (known !== undefined && known < event.revision) this.commands.runs.forget(event.stream);
    return true;
  }

  /** An order is enforced again for what its own command did not reach: a run whose start was on its way, or a process that died in the middle. */
  async #controlChanged(event: Recorded): Promise<void> {
    if (event.revision > this.commands.control.revision) {
      this.commands.controls.forget(CONTROL_STREAM);
      await this.commands.start();
    }
    if (event.type === 'HaltOrdered') await this.#enforceHalts();
    // A dispatch may have been refused under the order in a run that it never reached.
    if (event.type === 'HaltLifted') await this.#lookAt(inTurn(this.openRuns.streams()));
  }
}

interface Looking {
  readonly stream: string;
  readonly revision?: number;
}
const inTurn = (streams: readonly string[]): Looking[] => streams.map((stream) => ({ stream }));
