import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { NAMESPACE, saltedHash, uuidV5 } from "../commands/hashing.js";
import { bulkEvents, BulkItem, MAX_OUTCOMES } from "../domain/bulk/events.js";
import { leftByStop, outcomeOf, outcomeOfError, requestFor, withoutDeadLetter } from "../domain/bulk/items.js";
import { bulkStream, runStream, STREAMS } from "../domain/catalog.js";
import { DomainError } from "../domain/kernel/errors.js";
import { canonicalize } from "../domain/kernel/json.js";
import { mayGoOn } from "../domain/bulk/authority.js";
import { Places } from "./places.js";
const IN_FLIGHT = 4, RECORD_EVERY_MS = 250, AGAIN_MS = { first: 200, most: 1e4 }, STOP_WITHIN_MS = 2e3, BULK = { kind: "system", id: "bulk", name: "bulk" };
class BulkJobs {
  constructor(commands, log, operator = () => Promise.resolve(void 0)) {
    this.commands = commands;
    this.log = log;
    this.operator = operator;
    commands.bulkAggregate.observe((stream, state) => this.#changed(stream, state));
  }
  commands;
  log;
  operator;
  #jobs = /* @__PURE__ */ new Map();
  #running = /* @__PURE__ */ new Set();
  #places = new Places(IN_FLIGHT);
  #stopping = new AbortController();
  /** After a start: jobs that had not ended. Safe to repeat. */
  adopt(bulkIds) {
    for (const bulkId of bulkIds) this.#wake(bulkStream(bulkId));
  }
  /** Hears every event of the log; what this process has written itself it knows already. */
  onEvent({ stream, revision }) {
    if (!stream.startsWith(STREAMS.bulk)) return;
    const known = this.commands.bulks.knownRevision(stream);
    known !== void 0 && known >= revision || (known !== void 0 && this.commands.bulks.forget(stream), this.#wake(stream));
  }
  /** Settles when what was in flight has its outcome; or soon, when the store does not answer: then it is found out after the next start. */
  async stop() {
    this.#stopping.abort(), await Promise.race([Promise.allSettled(this.#running), sleep(STOP_WITHIN_MS, void 0, { ref: !1 })]);
  }
  #changed(stream, { status }) {
    const job = this.#jobs.get(stream);
    status === "running" ? job ? job.again = !0 : this.#wake(stream) : job && (job.interrupted = !0);
  }
  #wake(stream) {
    if (this.#stopping.signal.aborted) return;
    const known = this.#jobs.get(stream);
    if (known) {
      known.again = !0, known.interrupted = !0;
      return;
    }
    const job = { again: !1, interrupted: !1 };
    this.#jobs.set(stream, job);
    const running = this.#carryOut(stream, job).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }
  /** Until it has ended, is paused, or this process stops. Never rejects: what fails is tried again. */
  async #carryOut(stream, job) {
    let work, settled = !1, delay = AGAIN_MS.first;
    for (; !this.#stopping.signal.aborted; )
      try {
        job.again = !1, job.interrupted = !1;
        const state = await this.commands.bulks.look(stream, (state2) => state2);
        if (state.status === "stopped" && !settled && (await this.#settle(stream, state, work ??= await this.#read(stream)), settled = !0), state.status !== "running") {
          if (job.again) continue;
          break;
        }
        const taken = mayGoOn(state.order, await this.operator(state.order.operatorId));
        if (!taken.yes) {
          await this.#takeBack(stream, taken.reason);
          continue;
        }
        work ??= await this.#read(stream), settled = !0, await this.#some(stream, state.order, state.next, work, job) > 0 ? delay = AGAIN_MS.first : !job.interrupted && !this.#stopping.signal.aborted && (this.log.warn({ stream, wait: delay }, "no item of a bulk action could be done; trying again"), delay = await this.#backOff(delay));
      } catch (error) {
        if (this.#stopping.signal.aborted) break;
        this.log.warn({ stream, reason: String(error), wait: delay }, "a bulk action cannot go on now; trying again"), delay = await this.#backOff(delay);
      }
    this.#jobs.delete(stream);
  }
  /** Whoever ordered it may not any more: what is not done yet is left. */
  async #takeBack(stream, reason) {
    const context = {
      commandId: uuidV5(NAMESPACE, stream, "taken back"),
      causationId: stream,
      actor: BULK
    };
    await this.commands.bulks.execute(stream, { name: "StopBulk", payload: { reason } }, context);
  }
  /** Answers how long to wait the next time. */
  async #backOff(ms) {
    return await sleep(ms, void 0, { signal: this.#stopping.signal, ref: !1 }).catch(() => {
    }), Math.min(ms * 2, AGAIN_MS.most);
  }
  async #read(stream) {
    const { payloads } = this.commands, event = await payloads.store.readOne(stream, 0), started = bulkEvents.BulkStarted.parse(event?.data);
    return {
      items: z.array(BulkItem).parse(await payloads.value(started.items)),
      output: started.output === void 0 ? void 0 : await payloads.value(started.output),
      causedBy: event?.id ?? ""
    };
  }
  /** Does some items from `from` on and records their outcomes: how many that were. */
  async #some(stream, order, from, work, job) {
    const outcomes = [], until = performance.now() + RECORD_EVERY_MS;
    let next = from, away = !1;
    const mayTake = () => next < work.items.length && next - from < MAX_OUTCOMES && !away && !job.interrupted && !this.#stopping.signal.aborted && (next === from || performance.now() < until), worker = async () => {
      for (; mayTake(); )
        await this.#places.take(async () => {
          const item = work.items[next];
          if (!item || !mayTake()) return;
          const index = next++ - from;
          outcomes[index] = await this.#item(order, item, work), outcomes[index] || (away = !0);
        }), await turn();
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
    const gap = outcomes.findIndex((outcome) => outcome === void 0), settled = outcomes.slice(0, gap < 0 ? outcomes.length : gap).filter((outcome) => outcome !== void 0);
    return await this.#record(stream, from, settled, work), settled.length;
  }
  async #record(stream, from, outcomes, { causedBy }) {
    if (outcomes.length === 0) return;
    const context = { commandId: uuidV5(NAMESPACE, stream, String(from), "items"), causationId: causedBy, actor: BULK }, request = { name: "RecordBulkItems", payload: { from, outcomes } };
    await this.commands.bulks.execute(stream, request, context);
  }
  /** A process that died after a stop may have had items in flight: their runs know the commands that they got. */
  async #settle(stream, { order, next }, work) {
    const items = work.items.slice(next, next + MAX_OUTCOMES), known = await Promise.all(
      items.map((item) => {
        const run = runStream(item.runId), id = itemCommandId(order, item);
        return this.#places.take(() => this.commands.runs.look(run, (_, { commands }) => commands.get(id)));
      })
    ), last = known.findLastIndex((one) => one !== void 0), outcomes = items.slice(0, last + 1).map((item, i) => {
      const revision = known[i]?.lastRevision;
      return revision === void 0 ? leftByStop(item) : { item, outcome: "done", stream: runStream(item.runId), revision };
    });
    await this.#record(stream, next, outcomes, work);
  }
  /** Gives an item its command; undefined when it has no outcome yet, since the store is away. */
  async #item(order, item, work) {
    const request = requestFor(item, order.action, order.reason, work.output);
    if (!request) return withoutDeadLetter(item);
    const commandId = itemCommandId(order, item), context = {
      commandId,
      causationId: work.causedBy,
      actor: { ...BULK, onBehalfOf: order.operatorId },
      // With a hash the run keeps the command: given again, it is answered as before.
      payloadHash: saltedHash(commandId, canonicalize(request))
    };
    try {
      return outcomeOf(item, await this.commands.runs.execute(runStream(item.runId), request, context));
    } catch (error) {
      return error instanceof DomainError || this.log.error({ err: error, item }, "an item of a bulk action failed"), outcomeOfError(item, error);
    }
  }
}
const itemCommandId = ({ bulkId, action }, { runId, stepKey }) => uuidV5(bulkId, runId, stepKey ?? "", action);
export {
  BulkJobs
};
//# sourceMappingURL=bulk-jobs.js.map
