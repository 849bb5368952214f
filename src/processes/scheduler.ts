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
/** With the writer reacting inline, the feed only catches what fell through. */
const SAFETY_NET_MS = 100;

export interface SchedulerOptions {
  /** The writer reacts inline: the feed is the safety net, and carries what other instances wrote. */
  readonly inline: boolean;
  readonly bootId: string;
}

/** Where the scheduler starts after a restart: the open runs as of a place in the log. */
export interface OpenWork {
  list(): Promise<{ readonly streams: readonly string[]; readonly from: Checkpoint | undefined }>;
}

/** The process manager that keeps open runs going: the same pure reaction as the writer's, driven by the feed. */
export class Scheduler {
  /** Settles when every run that was open at the start is at hand. Agents are answered after it. */
  readonly ready: Promise<void>;
  #becomeReady: () => void = () => undefined;
  readonly #listeners: ((event: Recorded) => void)[] = [];
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
    return this.#lookAt(this.openRuns.streams());
  }

  /** Looks at every open run, then follows the log until `signal` aborts. */
  async run(feed: Feed, work: OpenWork, signal: AbortSignal): Promise<void> {
    const { streams, from } = await work.list();
    await this.#lookAtAll(streams, signal);
    await this.#enforceHalts();
    this.log.info({ openRuns: this.openRuns.size }, 'open runs are at hand');
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
  }

  /** Rejects when a run could not be looked at: then it is done again. */
  async #lookAt(streams: readonly string[]): Promise<void> {
    const left = [...streams].reverse();
    let failed = 0;
    const worker = async (): Promise<void> => {
      for (let stream = left.pop(); stream !== undefined; stream = left.pop())
        if ((await this.commands.runs.nudge(stream)) === 'away') failed++;
    };
    await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, left.length) }, worker));
    if (failed > 0) throw new DomainError('STORE.UNAVAILABLE', 'unavailable', `${failed} runs could not be looked at.`);
  }

  /** At the start: until every open run was looked at. */
  async #lookAtAll(streams: readonly string[], signal: AbortSignal): Promise<void> {
    for (;;) {
      try {
        return await this.#lookAt(streams);
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
    await this.#lookAtAll(backlog.streams, signal);
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
    await this.#lookAt([...runs]);
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
    if (event.type === 'HaltLifted') await this.#lookAt(this.openRuns.streams());
  }
}
