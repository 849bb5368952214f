import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Commands } from '../commands/commands.js';
import { NAMESPACE, saltedHash, uuidV5 } from '../commands/hashing.js';
import { bulkEvents, BulkItem, MAX_OUTCOMES, type BulkOutcome } from '../domain/bulk/events.js';
import { leftByStop, outcomeOf, outcomeOfError, requestFor, withoutDeadLetter } from '../domain/bulk/items.js';
import type { BulkOrder, BulkState, StartedBulk } from '../domain/bulk/state.js';
import { bulkStream, runStream, STREAMS } from '../domain/catalog.js';
import type { Recorded } from '../domain/kernel/envelope.js';
import { DomainError } from '../domain/kernel/errors.js';
import { canonicalize, type Json } from '../domain/kernel/json.js';
import type { CommandContext } from '../domain/kernel/ports.js';
import { mayGoOn } from '../domain/bulk/authority.js';
import type { Operator } from '../domain/operator/state.js';
import { Places } from './places.js';
import type { ProcessLog } from './process-log.js';

/** Items that are worked on at once, of all jobs together: they stand behind what agents and people do. */
const IN_FLIGHT = 4;
/** Progress is recorded at least this often, in ms, and whenever an event is full. */
const RECORD_EVERY_MS = 250;
const AGAIN_MS = { first: 200, most: 10_000 };
const STOP_WITHIN_MS = 2_000;
const BULK = { kind: 'system', id: 'bulk', name: 'bulk' } as const;

interface Job {
  /** Told meanwhile: look again before it is left. */
  again: boolean;
  /** It may have been paused or stopped: no further item is taken before its state was looked at. */
  interrupted: boolean;
}
interface Work {
  readonly items: readonly BulkItem[];
  readonly output: Json | undefined;
  /** Id of the event that ordered it: what causes the commands on the items. */
  readonly causedBy: string;
}

/**
 * The process manager that carries bulk actions out: the command on each item, as the operator who ordered it, then the outcomes.
 * An item's command has an id that follows from the job and the item, so that what was done before a restart is only answered again.
 */
export class BulkJobs {
  readonly #jobs = new Map<string, Job>();
  readonly #running = new Set<Promise<void>>();
  readonly #places = new Places(IN_FLIGHT);
  readonly #stopping = new AbortController();

  constructor(
    readonly commands: Commands,
    readonly log: ProcessLog,
    /** An operator as it is now: a job ends with the right to have it done. Default: nobody loses any. */
    readonly operator: (operatorId: string) => Promise<Operator | undefined> = () => Promise.resolve(undefined),
  ) {
    commands.bulkAggregate.observe((stream, state) => this.#changed(stream, state));
  }

  /** After a start: jobs that had not ended. Safe to repeat. */
  adopt(bulkIds: readonly string[]): void {
    for (const bulkId of bulkIds) this.#wake(bulkStream(bulkId));
  }

  /** Hears every event of the log; what this process has written itself it knows already. */
  onEvent({ stream, revision }: Recorded): void {
    if (!stream.startsWith(STREAMS.bulk)) return;
    const known = this.commands.bulks.knownRevision(stream);
    if (known !== undefined && known >= revision) return;
    if (known !== undefined) this.commands.bulks.forget(stream);
    this.#wake(stream);
  }

  /** Settles when what was in flight has its outcome; or soon, when the store does not answer: then it is found out after the next start. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.race([Promise.allSettled(this.#running), sleep(STOP_WITHIN_MS, undefined, { ref: false })]);
  }

  #changed(stream: string, { status }: BulkState): void {
    const job = this.#jobs.get(stream);
    if (status === 'running') {
      // It may be about to leave, on what it saw before.
      if (job) job.again = true;
      else this.#wake(stream);
    } else if (job) job.interrupted = true;
  }

  #wake(stream: string): void {
    if (this.#stopping.signal.aborted) return;
    const known = this.#jobs.get(stream);
    if (known) {
      known.again = true;
      known.interrupted = true;
      return;
    }
    const job: Job = { again: false, interrupted: false };
    this.#jobs.set(stream, job);
    const running = this.#carryOut(stream, job).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Until it has ended, is paused, or this process stops. Never rejects: what fails is tried again. */
  async #carryOut(stream: string, job: Job): Promise<void> {
    let work: Work | undefined;
    let settled = false;
    let delay = AGAIN_MS.first;
    while (!this.#stopping.signal.aborted) {
      try {
        job.again = false;
        job.interrupted = false;
        const state = await this.commands.bulks.look(stream, (state) => state);
        if (state.status === 'stopped' && !settled) {
          await this.#settle(stream, state, (work ??= await this.#read(stream)));
          settled = true;
        }
        if (state.status !== 'running') {
          if (job.again) continue;
          break;
        }
        const taken = mayGoOn(state.order, await this.operator(state.order.operatorId));
        if (!taken.yes) {
          await this.#takeBack(stream, taken.reason);
          continue;
        }
        work ??= await this.#read(stream);
        // What this process has in flight it records itself, also when it is stopped meanwhile.
        settled = true;
        const recorded = await this.#some(stream, state.order, state.next, work, job);
        if (recorded > 0) delay = AGAIN_MS.first;
        else if (!job.interrupted && !this.#stopping.signal.aborted) {
          this.log.warn({ stream, wait: delay }, 'no item of a bulk action could be done; trying again');
          delay = await this.#backOff(delay);
        }
      } catch (error) {
        if (this.#stopping.signal.aborted) break;
        this.log.warn({ stream, reason: String(error), wait: delay }, 'a bulk action cannot go on now; trying again');
        delay = await this.#backOff(delay);
      }
    }
    this.#jobs.delete(stream);
  }

  /** Whoever ordered it may not any more: what is not done yet is left. */
  async #takeBack(stream: string, reason: string): Promise<void> {
    const context: CommandContext = {
      commandId: uuidV5(NAMESPACE, stream, 'taken back'),
      causationId: stream,
      actor: BULK,
    };
    await this.commands.bulks.execute(stream, { name: 'StopBulk', payload: { reason } }, context);
  }

  /** Answers how long to wait the next time. */
  async #backOff(ms: number): Promise<number> {
    await sleep(ms, undefined, { signal: this.#stopping.signal, ref: false }).catch(() => undefined);
    return Math.min(ms * 2, AGAIN_MS.most);
  }

  async #read(stream: string): Promise<Work> {
    const { payloads } = this.commands;
    const event = await payloads.store.readOne(stream, 0);
    const started = bulkEvents.BulkStarted.parse(event?.data);
    return {
      items: z.array(BulkItem).parse(await payloads.value(started.items)),
      output: started.output === undefined ? undefined : await payloads.value(started.output),
      causedBy: event?.id ?? '',
    };
  }

  /** Does some items from `from` on and records their outcomes: how many that were. */
  async #some(stream: string, order: BulkOrder, from: number, work: Work, job: Job): Promise<number> {
    const outcomes: (BulkOutcome | undefined)[] = [];
    const until = performance.now() + RECORD_EVERY_MS;
    let next = from;
    let away = false;
    const mayTake = (): boolean =>
      next < work.items.length &&
      next - from < MAX_OUTCOMES &&
      !away &&
      !job.interrupted &&
      !this.#stopping.signal.aborted &&
      (next === from || performance.now() < until);
    const worker = async (): Promise<void> => {
      while (mayTake()) {
        await this.#places.take(async () => {
          const item = work.items[next];
          if (!item || !mayTake()) return;
          const index = next++ - from;
          outcomes[index] = await this.#item(order, item, work);
          if (!outcomes[index]) away = true;
        });
        // Between two items everything else has its turn.
        await turn();
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
    // What was done behind an item that could not be is done again: its command is known by then.
    const gap = outcomes.findIndex((outcome) => outcome === undefined);
    const settled = outcomes.slice(0, gap < 0 ? outcomes.length : gap).filter((outcome) => outcome !== undefined);
    await this.#record(stream, from, settled, work);
    return settled.length;
  }

  async #record(stream: string, from: number, outcomes: readonly BulkOutcome[], { causedBy }: Work): Promise<void> {
    if (outcomes.length === 0) return;
    // Another process may report more from the same item on: that is another command, which does the rest.
    const commandId = uuidV5(NAMESPACE, stream, String(from), String(outcomes.length), 'items');
    const context: CommandContext = { commandId, causationId: causedBy, actor: BULK };
    const request = { name: 'RecordBulkItems', payload: { from, outcomes } } as const;
    await this.commands.bulks.execute(stream, request, context);
  }

  /** A process that died after a stop may have had items in flight: their runs know the commands that they got. */
  async #settle(stream: string, { order, next }: StartedBulk, work: Work): Promise<void> {
    const items = work.items.slice(next, next + MAX_OUTCOMES);
    const known = await Promise.all(
      items.map((item) => {
        const run = runStream(item.runId);
        const id = itemCommandId(order, item);
        return this.#places.take(() => this.commands.runs.look(run, (_, { commands }) => commands.get(id)));
      }),
    );
    const last = known.findLastIndex((one) => one !== undefined);
    const outcomes = items.slice(0, last + 1).map((item, i): BulkOutcome => {
      const revision = known[i]?.lastRevision;
      if (revision === undefined) return leftByStop(item);
      return { item, outcome: 'done', stream: runStream(item.runId), revision };
    });
    await this.#record(stream, next, outcomes, work);
  }

  /** Gives an item its command; undefined when it has no outcome yet, since the store is away. */
  async #item(order: BulkOrder, item: BulkItem, work: Work): Promise<BulkOutcome | undefined> {
    const request = requestFor(item, order.action, order.reason, work.output);
    if (!request) return withoutDeadLetter(item);
    const commandId = itemCommandId(order, item);
    const context: CommandContext = {
      commandId,
      causationId: work.causedBy,
      actor: { ...BULK, onBehalfOf: order.operatorId },
      // With a hash the run keeps the command: given again, it is answered as before.
      payloadHash: saltedHash(commandId, canonicalize(request)),
    };
    try {
      return outcomeOf(item, await this.commands.runs.execute(runStream(item.runId), request, context));
    } catch (error) {
      if (!(error instanceof DomainError)) this.log.error({ err: error, item }, 'an item of a bulk action failed');
      return outcomeOfError(item, error);
    }
  }
}

/** The same whoever carries the job out, and however often. */
const itemCommandId = ({ bulkId, action }: BulkOrder, { runId, stepKey }: BulkItem): string =>
  uuidV5(bulkId, runId, stepKey ?? '', action);
