import { CATALOG } from '../domain/catalog.js';
import { derived } from '../domain/kernel/ids.js';
import type { DomainEvent, Recorded } from '../domain/kernel/envelope.js';
import { DomainError } from '../domain/kernel/errors.js';
import type { CommandContext, Head, NewEvent } from '../domain/kernel/ports.js';
import type { Aggregate, Gathering } from './aggregate.js';
import type { Named } from './named.js';
import { uuidV5, NAMESPACE } from './hashing.js';
import type { Protection } from './protection/protector.js';
import { EVENT_BYTES, type KnownCommand, type Loaded, type Pending, type StreamSession } from './stream-session.js';
import { noteCommand } from './fold.js';
import type { WriterDeps } from './writer-deps.js';
import { failpoint } from '../faults/failpoint.js';

/** An append is full at this many events that the scheduler wants, or this many bytes; the rest follows in the next. */
export const MAX_WANTED = 200;
const MAX_BYTES = 700 * 1024;

export type Verdict<Request> =
  | { readonly kind: 'decided'; readonly pending: Pending<Request>; readonly from: number; readonly to: number }
  | {
      readonly kind: 'known';
      readonly pending: Pending<Request>;
      readonly firstRevision: number;
      readonly lastRevision: number;
    }
  | { readonly kind: 'refused'; readonly pending: Pending<Request>; readonly error: unknown };

/** One try at one append: commands decided on a state that runs ahead of the log, and what must be given back if it never gets there. */
export class Round<State, Request extends Named, Command extends Named, Event extends DomainEvent, Aux> {
  readonly headBefore: Head;
  readonly events: NewEvent[] = [];
  readonly #decided: Event[] = [];
  readonly verdicts: Verdict<Request>[] = [];
  readonly #undo: (() => void)[] = [];
  bytes = 0;
  readonly #nonce: string;
  /** Id of the last event: what causes what the scheduler does. */
  #lastId: string | undefined;

  constructor(
    readonly session: StreamSession<State, Request, Aux>,
    readonly loaded: Loaded<State>,
    readonly aggregate: Aggregate<State, Request, Command, Event, Aux>,
    readonly deps: WriterDeps,
    /** Which round of its writer this is. */
    count: number,
  ) {
    this.headBefore = loaded.head;
    this.#nonce = `${deps.writer.bootId} ${count}`;
  }

  /** Decides as many as fit into one append, at least one: how many that were. */
  async decideAll(batch: readonly Pending<Request>[]): Promise<number> {
    let taken = 0;
    for (const pending of batch) {
      if (this.bytes >= MAX_BYTES) break;
      taken++;
      const context = await this.#withRecordedHash(pending.context);
      const known = this.loaded.commands.get(context.commandId);
      if (known && !MUTANT.commandDecidedTwice) {
        this.verdicts.push(this.#knownVerdict(pending, known, context.payloadHash));
        continue;
      }
      const from = this.events.length;
      try {
        await this.#decide(pending.request, context, pending.receivedAt);
        this.verdicts.push({ kind: 'decided', pending, from, to: this.events.length });
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        this.verdicts.push({ kind: 'refused', pending, error });
      }
    }
    return taken;
  }

  async #withRecordedHash(context: CommandContext): Promise<CommandContext> {
    const { payloadHash } = context;
    if (payloadHash === undefined) return context;
    return { ...context, payloadHash: await this.deps.protector.recordedHash(payloadHash) };
  }

  #knownVerdict(pending: Pending<Request>, known: KnownCommand, payloadHash: string | undefined): Verdict<Request> {
    // An earlier release recorded the hash as it was given.
    if (known.payloadHash === payloadHash || known.payloadHash === pending.context.payloadHash)
      return { kind: 'known', pending, firstRevision: known.firstRevision, lastRevision: known.lastRevision };
    const error = new DomainError(
      'IDEMPOTENCY.MISMATCH',
      'invalid',
      'This Idempotency-Key was used for another command. Use a new key for a new command.',
    );
    return { kind: 'refused', pending, error };
  }

  /**
   * Whether somebody would be told no, or that there was nothing to do, on a state that no append has proven to be the newest.
   * What agents report again and again is spared the proof: it heals by itself.
   */
  get isDoubtful(): boolean {
    if (this.events.length > 0) return false;
    return this.verdicts.some(
      ({ kind, pending }) => kind === 'refused' || (kind === 'decided' && pending.context.actor.kind !== 'agent'),
    );
  }

  /** Whether what was decided may not be written any more. */
  get isOutdated(): boolean {
    return this.aggregate.isOutdated?.(this.#decided) === true;
  }

  /** Lets the scheduler react to the state as it is now. True when the append is full and it wants more. */
  async decideWants(most = MAX_WANTED): Promise<boolean> {
    const { aggregate, loaded, session } = this;
    if (!aggregate.wants) return false;
    const before = this.events.length;
    for (let more = true; more;) {
      more = false;
      const now = Math.max(this.deps.clock.now(), loaded.at);
      const listed = aggregate.wants(loaded.state, session.aux, now);
      const wants = listed instanceof Promise ? await listed : listed;
      for (const want of wants) {
        if (this.events.length - before >= most || this.bytes >= MAX_BYTES) return true;
        if (aggregate.isHeldUp?.(want, loaded.state, session.aux)) continue;
        const had = this.events.length;
        await this.#decide(want, this.#schedulerContext(want), now);
        if (this.events.length > had && aggregate.makesWay?.(want)) more = true;
      }
    }
    return false;
  }

  /** The same id whoever drives the scheduler, inline or by the feed: it follows from the stream's revision and the want. */
  #schedulerContext(want: Request): CommandContext {
    const revision = this.loaded.head.revision + this.events.length;
    const commandId = uuidV5(NAMESPACE, this.session.stream, String(revision), want.name, JSON.stringify(want.payload));
    return {
      commandId,
      actor: { kind: 'system', id: 'scheduler', name: 'scheduler' },
      causationId: this.#lastId ?? commandId,
    };
  }

  async #decide(request: Request, context: CommandContext, receivedAt: number): Promise<void> {
    const { aggregate, loaded, session } = this;
    const now = Math.max(receivedAt, loaded.at);
    const discardFrom = this.#undo.length;
    const protection: Protection = { redacted: [], keys: [] };
    const gathering: Gathering<State, Aux> = {
      stream: session.stream,
      state: loaded.state,
      head: loaded.head,
      now,
      context,
      aux: session.aux,
      protection,
      onDiscard: (undo) => void this.#undo.push(undo),
    };
    const kept = await this.#protected(request, gathering);
    if (FAILPOINTS && request.name === 'CompleteStep') await failpoint('settle.before');
    const gathered = aggregate.gather(kept, gathering, request);
    const command = gathered instanceof Promise ? await gathered : gathered;
    if (FAILPOINTS && request.name === 'CompleteStep') await failpoint('settle.after');
    const decided = this.#orGiveBack(discardFrom, () => aggregate.decider.decide(loaded.state, command));
    if (decided.length === 0) {
      this.#giveBack(discardFrom);
      return;
    }
    const at = new Date(now).toISOString();
    for (const [index, event] of decided.entries()) this.#add(event, command, context, protection, at, index);
    loaded.at = now;
  }

  /** The request without what may not be stored: everything after this works on what it gives. */
  async #protected(request: Request, gathering: Gathering<State, Aux>): Promise<Request> {
    const { aggregate, deps } = this;
    if (aggregate.refusesSecrets === true) {
      deps.protector.refuse(request);
      return request;
    }
    const schemas = aggregate.schemas?.(request, gathering);
    const kept = await deps.protector.protect(
      request,
      schemas instanceof Promise ? await schemas : schemas,
      gathering.context.commandId,
    );
    Object.assign(gathering.protection, kept.protection);
    return kept.request;
  }

  #add(
    event: Event,
    command: Command,
    context: CommandContext,
    protection: Protection,
    at: string,
    index: number,
  ): void {
    const { aggregate, loaded, session } = this;
    const revision = this.headBefore.revision + this.events.length + 1;
    const metadata: NewEvent['metadata'] = {
      v: CATALOG.get(event.type)?.version ?? 1,
      commandId: derived.commandId(context.commandId),
      index,
      ...(index > 0
        ? {}
        : {
            command: {
              name: command.name,
              ...(context.payloadHash === undefined ? {} : { hash: context.payloadHash }),
              facts: aggregate.recordedFacts(command),
            },
          }),
      correlationId: aggregate.correlationId(loaded.state, context, session.stream),
      causationId: context.causationId,
      actor: aggregate.actor(loaded.state, context),
      at,
      writer: this.deps.writer,
      ...(index > 0 || protection.redacted.length === 0 ? {} : { redacted: [...protection.redacted] }),
      ...(index > 0 || protection.keys.length === 0 ? {} : { keys: [...protection.keys] }),
    };
    const created: NewEvent = {
      id: this.#eventId(context, revision),
      type: event.type,
      data: event.data,
      metadata,
    };
    this.events.push(created);
    this.#decided.push(event);
    this.#lastId = created.id;
    this.bytes += EVENT_BYTES + (aggregate.payloadBytes?.(event) ?? 0);
    const folded = { ...event, revision, metadata };
    loaded.state = aggregate.decider.evolve(loaded.state, folded);
    aggregate.remember?.(folded, session.aux);
    noteCommand(loaded, folded);
    if (MUTANT.emitBeforeAppend)
      aggregate.published?.(session.stream, [unrecorded(folded, created, session.stream)], loaded.state, session.aux);
  }

  /**
   * The store takes an append with known ids for a repetition. Only a resend of the same bytes is one: two appends that carry out the same command
   * (by two instances, or before and after a conflict) would both believe that theirs was written, and one of them would go on from a head that is not in the log.
   */
  #eventId({ commandId }: CommandContext, revision: number): string {
    return uuidV5(commandId, this.session.stream, String(revision), this.#nonce);
  }

  #orGiveBack<T>(from: number, decide: () => T): T {
    try {
      return decide();
    } catch (error) {
      this.#giveBack(from);
      throw error;
    }
  }

  #giveBack(from: number): void {
    for (const undo of this.#undo.splice(from)) undo();
  }

  /** The append did not happen: slots are free again, the state at hand is worth nothing. */
  discard(): void {
    this.#giveBack(0);
  }

  /** The decided events as they stand in the log now. */
  recorded(appended: readonly Recorded[]): readonly Recorded<Event>[] {
    return this.#decided.map((event, i) => {
      const stored = appended[i];
      if (!stored)
        throw new TypeError(
          `${this.session.stream}: the store answered ${appended.length} of ${this.#decided.length} events`,
        );
      return {
        ...event,
        id: stored.id,
        stream: stored.stream,
        revision: stored.revision,
        metadata: stored.metadata,
        ...(stored.position === undefined ? {} : { position: stored.position }),
      };
    });
  }
}

/** An event as if it stood in the log already, for the mutant that does not wait for that. */
const unrecorded = <Event extends DomainEvent>(
  event: Event & { readonly revision: number },
  { id, metadata }: NewEvent,
  stream: string,
): Recorded<Event> => ({ ...event, id, stream, metadata: { ...metadata, prev: '', hash: '' } });
