import { haltCommand } from "../commands/run/halt-command.js";
import { DomainError } from "../domain/kernel/errors.js";
const IN_FLIGHT = 64, HALTS = { kind: "system", id: "halts", name: "halts" };
class Halts {
  constructor(commands, openRuns) {
    this.commands = commands;
    this.openRuns = openRuns;
  }
  commands;
  openRuns;
  /** A run that was started or resumed upon an older `control`, while the order was on its way, is halted as soon as it is seen: written here, or read. */
  runChanged(stream, run, events) {
    const mayBeNew = events.length === 0 || events.some(({ type }) => type === "RunStarted" || type === "RunResumed"), halt = run.status === "running" && mayBeNew ? this.commands.control.haltOf(run.workflow.id) : void 0;
    halt && this.#halt(stream, halt.haltId, halt.scope, halt.reason).catch(() => {
    });
  }
  /** Halts what is open in scope. Safe to repeat: a run that is halted already stays as it is. */
  async enforce(haltId, scope, reason) {
    const streams = this.openRuns.streams(scope.kind === "workflow" ? scope.id : void 0);
    return inParallel(streams, (stream) => this.#halt(stream, haltId, scope, reason));
  }
  async #halt(stream, haltId, scope, reason) {
    const { request, context } = haltCommand(stream, { haltId, scope, reason });
    return (await this.commands.runs.execute(stream, request, { ...context, actor: HALTS })).events.length > 0;
  }
}
async function inParallel(streams, work) {
  let done = 0;
  const left = [...streams], worker = async () => {
    for (let stream = left.pop(); stream !== void 0; stream = left.pop())
      try {
        await work(stream) && done++;
      } catch (error) {
        if (!(error instanceof DomainError) || error.kind === "unavailable") throw error;
      }
  };
  return await Promise.all(Array.from({ length: IN_FLIGHT }, worker)), done;
}
export {
  Halts
};
//# sourceMappingURL=halts.js.map
