var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Controller, Inject } from "@nestjs/common";
import { uuidV5 } from "../../commands/hashing.js";
import { RunId } from "../../domain/kernel/ids.js";
import { answered, Commander } from "../commander.js";
import { Route } from "../http/route.js";
import { CLOCK, REPLAYS } from "../ports.js";
import { replayOrder, replayPlanView } from "../replay-views.js";
let ReplaysController = class {
  constructor(commander, replays, clock) {
    this.commander = commander;
    this.replays = replays;
    this.clock = clock;
  }
  commander;
  replays;
  clock;
  async plan({ params: { runId }, body }) {
    return replayPlanView(await this.replays.plan(replayOrder(runId, body), this.clock.now()));
  }
  async replay({ params, body }, caller) {
    const runId = RunId.parse(uuidV5(caller.commandId, "run")), payload = { runId, ...replayOrder(params.runId, body), operatorId: caller.operator.operatorId }, answer = await this.commander.onRun(runId, { name: "ReplayRun", payload }, caller.context());
    return { ...answered(answer), runId };
  }
};
__decorateClass([
  Route("planReplay")
], ReplaysController.prototype, "plan", 1), __decorateClass([
  Route("replayRun")
], ReplaysController.prototype, "replay", 1), ReplaysController = __decorateClass([
  Controller(),
  __decorateParam(0, Inject(Commander)),
  __decorateParam(1, Inject(REPLAYS)),
  __decorateParam(2, Inject(CLOCK))
], ReplaysController);
export {
  ReplaysController
};
//# sourceMappingURL=replays.js.map
