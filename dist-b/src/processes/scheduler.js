import { CONTROL_STREAM, STREAMS } from "../domain/catalog.js";
import { setTimeout as sleep } from "node:timers/promises";
import { DomainError } from "../domain/kernel/errors.js";
import { Backlog } from "./backlog.js";
const IN_FLIGHT = 64, SAFETY_NET_MS = 100;
class Scheduler {
  constructor(commands, openRuns, halts, options, log) {
    this.commands = commands;
    this.openRuns = openRuns;
    this.halts = halts;
    this.options = options;
    this.log = log;
    this.ready = new Promise((resolve) => this.#becomeReady = resolve);
  }
  commands;
  openRuns;
  halts;
  options;
  log;
  /** Settles when every run that was open at the start is at hand. Agents are answered after it. */
  ready;
  #becomeReady = () => {
  };
  #listeners = [];
  /** Everything up to here was handled. */
  #through = 0n;
  #feed;
  /** Until it has caught up for the first time: what it looks at then. */
  #backlog = new Backlog();
  #waiting = [];
  /** Hears every event of the log from the start of this process on. */
  onEvent(listener) {
    this.#listeners.push(listener);
  }
  /** Settles when everything that is in the log now was handled: what other instances have written is at hand. */
  async caughtUp() {
    await this.ready;
    const position = await this.#feed?.end() ?? 0n;
    position > this.#through && await new Promise((resolve) => this.#waiting.push({ position, resolve }));
  }
  /** Looks at what is open: something was held up that no event tells of. */
  lookAtOpenRuns() {
    return this.#lookAt(this.openRuns.streams());
  }
  /** Looks at every open run, then follows the log until `signal` aborts. */
  async run(feed, work, signal) {
    const { streams, from } = await work.list();
    await this.#lookAtAll(streams, signal), await this.#enforceHalts(), this.log.info({ openRuns: this.openRuns.size }, "open runs are at hand"), this.#feed = feed, this.#through = from?.position ?? 0n, await feed.follow({
      name: "scheduler",
      from,
      prefixes: Object.values(STREAMS),
      signal,
      gatherMs: this.options.inline ? SAFETY_NET_MS : 0,
      // Open work is as of the read models' checkpoint: what came later is at hand when the feed has caught up.
      onLive: (live) => {
        live && this.#caughtUpFirst(signal);
      },
      skip: (stream, revision) => this.#isDone(stream, revision),
      handle: (batch) => this.#handle(batch)
    });
  }
  /** Rejects when a run could not be looked at: then it is done again. */
  async #lookAt(streams) {
    const left = [...streams].reverse();
    let failed = 0;
    const worker = async () => {
      for (let stream = left.pop(); stream !== void 0; stream = left.pop())
        await this.commands.runs.nudge(stream) === "away" && failed++;
    };
    if (await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, left.length) }, worker)), failed > 0) throw new DomainError("STORE.UNAVAILABLE", "unavailable", `${failed} runs could not be looked at.`);
  }
  /** At the start: until every open run was looked at. */
  async #lookAtAll(streams, signal) {
    for (; ; )
      try {
        return await this.#lookAt(streams);
      } catch (error) {
        if (signal.aborted) return;
        this.log.warn({ reason: String(error) }, "open runs are looked at again"), await sleep(500, void 0, { signal }).catch(() => {
        });
      }
  }
  /** Run by run as they come, a start without read models would load every run of the log, though nearly all of them are over. */
  async #caughtUpFirst(signal) {
    const backlog = this.#backlog;
    backlog && (this.#backlog = void 0, await this.#lookAtAll(backlog.streams, signal), this.#becomeReady());
  }
  async #enforceHalts() {
    const open = await this.commands.controls.look(CONTROL_STREAM, (control) => [...control.open]);
    for (const { haltId, scope, reason } of open) await this.halts.enforce(haltId, scope, reason);
  }
  async #handle(batch) {
    const runs = /* @__PURE__ */ new Set();
    for (const item of batch.items) {
      if (item.kind === "unreadable") continue;
      const { event } = item;
      for (const listener of this.#listeners) listener(event);
      if (event.stream === CONTROL_STREAM) await this.#controlChanged(event);
      else if (event.stream.startsWith(STREAMS.run)) {
        const wantsALook = this.#wantsALook(event);
        this.#backlog ? this.#backlog.note(event) : wantsALook && runs.add(event.stream);
      }
    }
    await this.#lookAt([...runs]), this.#through = batch.through;
    for (const { position, resolve } of this.#waiting) position <= batch.through && resolve();
    this.#waiting = this.#waiting.filter(({ position }) => position > batch.through);
  }
  /** Our own writer has reacted in the same append already, unless it is told not to: such events need not even be decoded. */
  #isDone(stream, revision) {
    if (!this.options.inline || !stream.startsWith(STREAMS.run)) return !1;
    const known = this.commands.runs.knownRevision(stream);
    return known !== void 0 && known >= revision;
  }
  /** Our own writer has reacted in the same append already, unless it is told not to. */
  #wantsALook(event) {
    const known = this.commands.runs.knownRevision(event.stream);
    return event.metadata.writer.bootId === this.options.bootId && known !== void 0 && known >= event.revision ? !this.options.inline : (known !== void 0 && known < event.revision && this.commands.runs.forget(event.stream), !0);
  }
  /** An order is enforced again for what its own command did not reach: a run whose start was on its way, or a process that died in the middle. */
  async #controlChanged(event) {
    event.revision > this.commands.control.revision && (this.commands.controls.forget(CONTROL_STREAM), await this.commands.start()), event.type === "HaltOrdered" && await this.#enforceHalts(), event.type === "HaltLifted" && await this.#lookAt(this.openRuns.streams());
  }
}
export {
  Scheduler
};
//# sourceMappingURL=scheduler.js.map
