var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Inject, Injectable } from "@nestjs/common";
import { CONTROL_STREAM, runStream } from "../domain/catalog.js";
import { DomainError } from "../domain/kernel/errors.js";
import { haltCommand } from "../commands/run/halt-command.js";
import { Commander } from "./commander.js";
import { CONTROL_EVERYWHERE, OPEN_RUNS, STORE } from "./ports.js";
const ROUNDS = 10, AT_ONCE = 64;
let EmergencyStop = class {
  constructor(commander, openRuns, controlEverywhere, store) {
    this.commander = commander;
    this.openRuns = openRuns;
    this.controlEverywhere = controlEverywhere;
    this.store = store;
  }
  commander;
  openRuns;
  controlEverywhere;
  store;
  async order(caller, scope, reason) {
    const haltId = caller.commandId, ordered = await this.commander.onControl(
      { name: "OrderHalt", payload: { haltId, scope, reason } },
      caller.context()
    );
    if (caller.repeatable && await this.wasLifted(haltId)) return { answer: ordered, haltId, halted: 0 };
    const halting = (runId) => {
      const { request, context } = haltCommand(runStream(runId), { haltId, scope, reason });
      return [request, { ...context, actor: caller.context().actor }];
    }, done = /* @__PURE__ */ new Set(), halted = /* @__PURE__ */ new Set();
    let answer = ordered;
    for (let round = 0; round < ROUNDS && !(round > 0 && await this.wasLifted(haltId)); round++) {
      const open = (await this.openRuns()).filter(
        (run) => run.status !== "halted" && inScope(run, scope) && !done.has(run.runId)
      );
      if (open.length === 0 && round > 0) break;
      const answers = await this.each(open, halting);
      for (const run of open) done.add(run.runId);
      for (const { stream, events } of answers)
        events.some((event) => event.type === "RunHalted") && halted.add(stream);
      answer = latest([answer, ...answers], ordered), round === 0 && await this.controlEverywhere(ordered.revision);
    }
    for (const run of await this.openRuns()) run.haltId === haltId && halted.add(runStream(run.runId));
    return { answer, haltId, halted: halted.size };
  }
  async lift(caller, haltId, reason, resume) {
    const lifted = await this.commander.onControl({ name: "LiftHalt", payload: { haltId, reason } }, caller.context());
    if (!resume) return { answer: lifted, resumed: 0 };
    const halted = (await this.openRuns()).filter((run) => run.status === "halted" && run.haltId === haltId), answers = await this.each(halted, (runId) => [
      { name: "ResumeRun", payload: { reason } },
      caller.contextFor(`ResumeRun ${runId}`)
    ]);
    return { answer: latest([lifted, ...answers], lifted), resumed: answers.length };
  }
  async wasLifted(haltId) {
    for await (const { type, data } of this.store.read(CONTROL_STREAM))
      if (type === "HaltLifted" && typeof data == "object" && data !== null && "haltId" in data && data.haltId === haltId)
        return !0;
    return !1;
  }
  /** Gives each run the command; a run that ended meanwhile, or that another halt holds, is left as it is. */
  async each(runs, commandFor) {
    const answers = [];
    for (let i = 0; i < runs.length; i += AT_ONCE) {
      const some = runs.slice(i, i + AT_ONCE).map(async ({ runId }) => {
        try {
          answers.push(await this.commander.onRun(runId, ...commandFor(runId)));
        } catch (error) {
          if (!(error instanceof DomainError) || error.kind === "unavailable") throw error;
        }
      });
      await Promise.all(some);
    }
    return answers;
  }
};
EmergencyStop = __decorateClass([
  Injectable(),
  __decorateParam(0, Inject(Commander)),
  __decorateParam(1, Inject(OPEN_RUNS)),
  __decorateParam(2, Inject(CONTROL_EVERYWHERE)),
  __decorateParam(3, Inject(STORE))
], EmergencyStop);
const inScope = (run, scope) => scope.kind === "everything" || run.workflowId === scope.id;
function latest(answers, about) {
  const position = answers.reduce((most, { position: position2 }) => position2 > most ? position2 : most, about.position);
  return { ...about, position };
}
export {
  EmergencyStop
};
//# sourceMappingURL=emergency-stop.js.map
