var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Inject, Injectable } from "@nestjs/common";
import { DomainError } from "../domain/kernel/errors.js";
import { isBlobRef } from "../domain/kernel/payload.js";
import { compareRuns } from "../domain/run/compare.js";
import { SideStory } from "../domain/run/compared-side.js";
import { DifferenceRoom } from "../domain/run/payload-difference.js";
import { WorkflowDefinition } from "../domain/workflow/definition.js";
import { comparisonView } from "./compare-views.js";
import { BLOBS, HISTORY } from "./ports.js";
const MOST_SHOWN = 1e6, MOST_BLOB = 1024 * 1024, MOST_BLOBS = 16 * MOST_BLOB;
let Comparisons = class {
  constructor(history, blobs) {
    this.history = history;
    this.blobs = blobs;
  }
  history;
  blobs;
  /** Rejects with RUN.NOT_FOUND and RUN.NO_SUCH_EVENT. */
  async of(first, second, open) {
    const a = await this.side(first), b = await this.side(second), compared = compareRuns(a, b), payloads = new Payloads(this.blobs, open), input = compared.input ? await payloads.between(compared.input) : null, steps = [];
    for (const { inputs, output, fields } of compared.steps)
      steps.push({
        fields: payloads.fields(fields),
        output: output ? await payloads.between(output) : null,
        inputs: inputs ? await payloads.between(inputs) : null
      });
    return comparisonView({ a, b }, compared, { input, workflow: payloads.fields(compared.workflow), steps });
  }
  async side({ runId, at }) {
    const { state: run, head, at: moment, last } = await this.history.stateAt(runId, at), story = new SideStory();
    for await (const event of this.history.events(runId, 0, head.revision)) story.tell(event);
    return story.finish(Date.parse(moment)), {
      run,
      revision: head.revision,
      at: Date.parse(moment),
      last,
      definition: await this.definition(run),
      plan: await this.history.planOf(run),
      story
    };
  }
  async definition({ workflow }) {
    const parsed = WorkflowDefinition.safeParse(await this.blobs.get(workflow.definition));
    if (parsed.success) return parsed.data;
    throw new DomainError(
      "WORKFLOW.UNREADABLE",
      "unavailable",
      `The definition of ${workflow.id} v${workflow.version} cannot be read by this version of Mission Control.`
    );
  }
};
Comparisons = __decorateClass([
  Injectable(),
  __decorateParam(0, Inject(HISTORY)),
  __decorateParam(1, Inject(BLOBS))
], Comparisons);
class Payloads {
  constructor(blobs, open) {
    this.blobs = blobs;
    this.open = open;
  }
  blobs;
  open;
  #room = new DifferenceRoom(MOST_SHOWN);
  #bytes = MOST_BLOBS;
  async between({ a, b }) {
    const place = { a: a?.revision ?? null, b: b?.revision ?? null }, [before, after] = [await this.value(a), await this.value(b)];
    if (before === void 0 || after === void 0) return { differences: [], more: !1, compared: !1, ...place };
    const { differences, more } = this.#room.between(before, after);
    return { differences: differences.map(placeView), more, compared: !0, ...place };
  }
  fields(changes) {
    return changes.map(
      ({ field, before, after }) => placeView(
        this.#room.cut({
          path: field,
          ...before === void 0 ? {} : { before },
          ...after === void 0 ? {} : { after }
        })
      )
    );
  }
  /** Undefined: there is none, or it is too large. */
  async value(payload) {
    const stored = payload?.value;
    if (stored === void 0) return;
    if (!isBlobRef(stored)) return this.open(stored);
    const { size } = stored.$blob;
    if (!(size > MOST_BLOB || size > this.#bytes))
      return this.#bytes -= size, this.open(await this.blobs.get(stored));
  }
}
const placeView = ({ cut, ...place }) => ({
  ...place,
  ...cut ? { cut: [...cut] } : {}
});
export {
  Comparisons
};
//# sourceMappingURL=comparisons.js.map
