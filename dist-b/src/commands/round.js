import { CATALOG } from "../domain/catalog.js";
import { derived } from "../domain/kernel/ids.js";
import { DomainError } from "../domain/kernel/errors.js";
import { uuidV5, NAMESPACE } from "./hashing.js";
import { EVENT_BYTES } from "./stream-session.js";
import { noteCommand } from "./fold.js";
import { failpoint } from "../faults/failpoint.js";
const MAX_WANTED = 200, MAX_BYTES = 700 * 1024;
class Round {
  constructor(session, loaded, aggregate, deps, count) {
    this.session = session;
    this.loaded = loaded;
    this.aggregate = aggregate;
    this.deps = deps;
    this.headBefore = loaded.head, this.#nonce = `${deps.writer.bootId} ${count}`;
  }
  session;
  loaded;
  aggregate;
  deps;
  headBefore;
  events = [];
  #decided = [];
  verdicts = [];
  #undo = [];
  bytes = 0;
  #nonce;
  /** Id of the last event: what causes what the scheduler does. */
  #lastId;
  /** Decides as many as fit into one append, at least one: how many that were. */
  async decideAll(batch) {
    let taken = 0;
    for (const pending of batch) {
      if (this.bytes >= MAX_BYTES) break;
      taken++;
      const context = await this.#withRecordedHash(pending.context), known = this.loaded.commands.get(context.commandId);
      if (known) {
        this.verdicts.push(this.#knownVerdict(pending, known, context.payloadHash));
        continue;
      }
      const from = this.events.length;
      try {
        await this.#decide(pending.request, context, pending.receivedAt), this.verdicts.push({ kind: "decided", pending, from, to: this.events.length });
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        this.verdicts.push({ kind: "refused", pending, error });
      }
    }
    return taken;
  }
  async #withRecordedHash(context) {
    const { payloadHash } = context;
    return payloadHash === void 0 ? context : { ...context, payloadHash: await this.deps.protector.recordedHash(payloadHash) };
  }
  #knownVerdict(pending, known, payloadHash) {
    if (known.payloadHash === payloadHash || known.payloadHash === pending.context.payloadHash)
      return { kind: "known", pending, firstRevision: known.firstRevision, lastRevision: known.lastRevision };
    const error = new DomainError(
      "IDEMPOTENCY.MISMATCH",
      "invalid",
      "This Idempotency-Key was used for another command. Use a new key for a new command."
    );
    return { kind: "refused", pending, error };
  }
  /**
   * Whether somebody would be told no, or that there was nothing to do, on a state that no append has proven to be the newest.
   * What agents report again and again is spared the proof: it heals by itself.
   */
  get isDoubtful() {
    return this.events.length > 0 ? !1 : this.verdicts.some(
      ({ kind, pending }) => kind === "refused" || kind === "decided" && pending.context.actor.kind !== "agent"
    );
  }
  /** Whether what was decided may not be written any more. */
  get isOutdated() {
    return this.aggregate.isOutdated?.(this.#decided) === !0;
  }
  /** Lets the scheduler react to the state as it is now. True when the append is full and it wants more. */
  async decideWants(most = MAX_WANTED) {
    const { aggregate, loaded, session } = this;
    if (!aggregate.wants) return !1;
    const before = this.events.length;
    for (let more = !0; more; ) {
      more = !1;
      const now = Math.max(this.deps.clock.now(), loaded.at), listed = aggregate.wants(loaded.state, session.aux, now), wants = listed instanceof Promise ? await listed : listed;
      for (const want of wants) {
        if (this.events.length - before >= most || this.bytes >= MAX_BYTES) return !0;
        if (aggregate.isHeldUp?.(want, loaded.state, session.aux)) continue;
        const had = this.events.length;
        await this.#decide(want, this.#schedulerContext(want), now), this.events.length > had && aggregate.makesWay?.(want) && (more = !0);
      }
    }
    return !1;
  }
  /** The same id whoever drives the scheduler, inline or by the feed: it follows from the stream's revision and the want. */
  #schedulerContext(want) {
    const revision = this.loaded.head.revision + this.events.length, commandId = uuidV5(NAMESPACE, this.session.stream, String(revision), want.name, JSON.stringify(want.payload));
    return {
      commandId,
      actor: { kind: "system", id: "scheduler", name: "scheduler" },
      causationId: this.#lastId ?? commandId
    };
  }
  async #decide(request, context, receivedAt) {
    const { aggregate, loaded, session } = this, now = Math.max(receivedAt, loaded.at), discardFrom = this.#undo.length, protection = { redacted: [], keys: [] }, gathering = {
      stream: session.stream,
      state: loaded.state,
      head: loaded.head,
      now,
      context,
      aux: session.aux,
      protection,
      onDiscard: (undo) => {
        this.#undo.push(undo);
      }
    }, kept = await this.#protected(request, gathering), gathered = aggregate.gather(kept, gathering, request), command = gathered instanceof Promise ? await gathered : gathered, decided = this.#orGiveBack(discardFrom, () => aggregate.decider.decide(loaded.state, command));
    if (decided.length === 0) {
      this.#giveBack(discardFrom);
      return;
    }
    const at = new Date(now).toISOString();
    for (const [index, event] of decided.entries()) this.#add(event, command, context, protection, at, index);
    loaded.at = now;
  }
  /** The request without what may not be stored: everything after this works on what it gives. */
  async #protected(request, gathering) {
    const { aggregate, deps } = this;
    if (aggregate.refusesSecrets === !0)
      return deps.protector.refuse(request), request;
    const schemas = aggregate.schemas?.(request, gathering), kept = await deps.protector.protect(
      request,
      schemas instanceof Promise ? await schemas : schemas,
      gathering.context.commandId
    );
    return Object.assign(gathering.protection, kept.protection), kept.request;
  }
  #add(event, command, context, protection, at, index) {
    const { aggregate, loaded, session } = this, revision = this.headBefore.revision + this.events.length + 1, metadata = {
      v: CATALOG.get(event.type)?.version ?? 1,
      commandId: derived.commandId(context.commandId),
      index,
      ...index > 0 ? {} : {
        command: {
          name: command.name,
          ...context.payloadHash === void 0 ? {} : { hash: context.payloadHash },
          facts: aggregate.recordedFacts(command)
        }
      },
      correlationId: aggregate.correlationId(loaded.state, context, session.stream),
      causationId: context.causationId,
      actor: aggregate.actor(loaded.state, context),
      at,
      writer: this.deps.writer,
      ...index > 0 || protection.redacted.length === 0 ? {} : { redacted: [...protection.redacted] },
      ...index > 0 || protection.keys.length === 0 ? {} : { keys: [...protection.keys] }
    }, created = {
      id: this.#eventId(context, revision),
      type: event.type,
      data: event.data,
      metadata
    };
    this.events.push(created), this.#decided.push(event), this.#lastId = created.id, this.bytes += EVENT_BYTES + (aggregate.payloadBytes?.(event) ?? 0);
    const folded = { ...event, revision, metadata };
    loaded.state = aggregate.decider.evolve(loaded.state, folded), aggregate.remember?.(folded, session.aux), noteCommand(loaded, folded);
  }
  /**
   * The store takes an append with known ids for a repetition. Only a resend of the same bytes is one: two appends that carry out the same command
   * (by two instances, or before and after a conflict) would both believe that theirs was written, and one of them would go on from a head that is not in the log.
   */
  #eventId({ commandId }, revision) {
    return uuidV5(commandId, this.session.stream, String(revision), this.#nonce);
  }
  #orGiveBack(from, decide) {
    try {
      return decide();
    } catch (error) {
      throw this.#giveBack(from), error;
    }
  }
  #giveBack(from) {
    for (const undo of this.#undo.splice(from)) undo();
  }
  /** The append did not happen: slots are free again, the state at hand is worth nothing. */
  discard() {
    this.#giveBack(0);
  }
  /** The decided events as they stand in the log now. */
  recorded(appended) {
    return this.#decided.map((event, i) => {
      const stored = appended[i];
      if (!stored)
        throw new TypeError(
          `${this.session.stream}: the store answered ${appended.length} of ${this.#decided.length} events`
        );
      return {
        ...event,
        id: stored.id,
        stream: stored.stream,
        revision: stored.revision,
        metadata: stored.metadata,
        ...stored.position === void 0 ? {} : { position: stored.position }
      };
    });
  }
}
export {
  MAX_WANTED,
  Round
};
//# sourceMappingURL=round.js.map
