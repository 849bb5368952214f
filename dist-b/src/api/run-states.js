var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Inject, Injectable } from "@nestjs/common";
import { QueryBus } from "@nestjs/cqrs";
import { stateDifference } from "../domain/run/state-difference.js";
import { RunQuery } from "./cqrs/run-queries.js";
import { HISTORY } from "./ports.js";
import { disagreements } from "./run-agreement.js";
import { runStateView } from "./run-state-view.js";
import { runWithSteps } from "./run-views.js";
let RunStates = class {
  constructor(history, queries) {
    this.history = history;
    this.queries = queries;
  }
  history;
  queries;
  /** Rejects with RUN.NOT_FOUND and RUN.NO_SUCH_EVENT. */
  async at(runId, revision, other) {
    const at = await this.history.stateAt(runId, revision), plan = await this.history.planOf(at.state), difference = other === void 0 ? null : between(at, await this.history.stateAt(runId, other)), shown = runStateView(at, plan, { agrees: null, difference });
    return { ...shown, agrees: await this.agreement(at, plan, shown) };
  }
  async agreement({ state, head, last }, plan, shown) {
    if (head.revision !== last) return null;
    const rows = await this.queries.execute(new RunQuery(state.runId));
    if (rows?.run.revision !== last) return null;
    const differences = disagreements(shown, state, plan, runWithSteps(rows));
    return { readModel: differences.length === 0, position: rows.run.position, differences };
  }
};
RunStates = __decorateClass([
  Injectable(),
  __decorateParam(0, Inject(HISTORY)),
  __decorateParam(1, Inject(QueryBus))
], RunStates);
function between(a, b) {
  const [earlier, later] = a.head.revision <= b.head.revision ? [a, b] : [b, a];
  return {
    from: earlier.head.revision,
    to: later.head.revision,
    changes: stateDifference(earlier.state, later.state)
  };
}
export {
  RunStates
};
//# sourceMappingURL=run-states.js.map
