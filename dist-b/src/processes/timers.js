import { NAMESPACE, uuidV5 } from "../commands/hashing.js";
import { DomainError } from "../domain/kernel/errors.js";
import { dueCommands, nextDue } from "../domain/scheduling/due.js";
import { failpoint } from "../faults/failpoint.js";
const TICK_MS = 50, IN_FLIGHT = 64, AGAIN_MS = 1e3, REFUSED_MS = 6e4, TIMER = { kind: "system", id: "timers", name: "timers" };
class Timers {
  constructor(commands, openRuns, clock, log) {
    this.commands = commands;
    this.openRuns = openRuns;
    this.clock = clock;
    this.log = log;
  }
  commands;
  openRuns;
  clock;
  log;
  #ready = [];
  #inFlight = 0;
  #tick;
  start() {
    this.#tick = setInterval(() => this.#look(), TICK_MS);
  }
  stop() {
    clearInterval(this.#tick);
  }
  #look() {
    for (const stream of this.openRuns.due.take(this.clock.now())) this.#ready.push(stream);
    for (; this.#inFlight < IN_FLIGHT; ) {
      const stream = this.#ready.shift();
      if (stream === void 0) return;
      this.#inFlight++, this.fire(stream).finally(() => this.#inFlight--);
    }
  }
  /** Does what is due in one run; settles when it is done. */
  async fire(stream) {
    try {
      const { revision, due } = await this.commands.runs.look(stream, (state, { head }) => ({
        revision: head.revision,
        due: dueCommands(state, this.clock.now())
      }));
      for (const request of due) {
        const commandId = uuidV5(NAMESPACE, stream, String(revision), request.name, JSON.stringify(request.payload)), context = { commandId, causationId: commandId, actor: TIMER };
        await this.commands.runs.execute(stream, request, context);
      }
      await this.commands.runs.nudge(stream), await this.commands.runs.look(
        stream,
        (state) => this.openRuns.due.set(stream, laterThan(this.clock.now(), nextDue(state)))
      );
    } catch (error) {
      const code = error instanceof DomainError ? error.code : void 0;
      this.log.warn({ stream, code, reason: String(error) }, "a timer could not fire and is tried again"), this.openRuns.due.set(stream, this.clock.now() + (code?.startsWith("STORE.") ? AGAIN_MS : REFUSED_MS));
    }
  }
}
const laterThan = (now, due) => due === void 0 || due > now ? due : now + AGAIN_MS;
export {
  Timers
};
//# sourceMappingURL=timers.js.map
