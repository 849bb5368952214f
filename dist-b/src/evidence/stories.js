import { STREAMS } from "../domain/catalog.js";
import { canonicalize } from "../domain/kernel/json.js";
import { readableRunEvent } from "./readable.js";
import { runSection } from "./report.js";
import { RunStory } from "./run-story.js";
class Stories {
  constructor(sections, approvals, costs) {
    this.sections = sections;
    this.approvals = approvals;
    this.costs = costs;
  }
  sections;
  approvals;
  costs;
  definitions = /* @__PURE__ */ new Map();
  runs = 0;
  #story;
  #approvals = 0;
  static async in(spool) {
    const stories = new Stories(await spool.file("sections"), await spool.file("approvals"), await spool.file("costs"));
    return await stories.approvals.write("["), await stories.costs.write("["), stories;
  }
  add(event) {
    if (!event.stream.startsWith(STREAMS.run)) return;
    const readable = readableRunEvent(event);
    if (readable) {
      if (readable.type === "RunStarted") {
        const { workflow } = readable.data;
        this.definitions.set(workflow.hash, workflow.definition.$blob.sha256), this.#story = new RunStory(readable.data, readable.metadata.at);
      }
      this.#story?.add(readable);
    }
  }
  /** A stream is over. */
  async streamEnded() {
    const story = this.#story;
    if (this.#story = void 0, !!story) {
      await this.sections.write(runSection(story).text);
      for (const approval of approvalsOf(story))
        await this.approvals.write(`${this.#approvals++ === 0 ? "" : ","}${canonicalize(approval)}`);
      await this.costs.write(`${this.runs++ === 0 ? "" : ","}${canonicalize(costsOf(story))}`);
    }
  }
  async end() {
    await this.approvals.write("]"), await this.costs.write("]");
    for (const file of [this.sections, this.approvals, this.costs]) await file.end();
  }
}
function approvalsOf({ started, approvals }) {
  return [...approvals.values()].map(({ request, at, outcome, decidedAt, votes }) => ({
    runId: started.runId,
    approvalId: request.approvalId,
    stepKey: request.step.stepKey,
    stepName: request.stepName,
    attempt: request.attempt,
    kind: request.kind,
    tier: request.tier,
    reason: request.reason,
    params: request.params,
    paramsHash: request.paramsHash,
    nonce: request.nonce,
    estimateNanoUsd: request.estimate.nanoUsd,
    requires: { n: request.requires.n, not: request.requires.not },
    requestedAt: at,
    expiresAt: request.expiresAt,
    outcome,
    decidedAt: decidedAt ?? null,
    votes: votes.map((vote) => ({ ...vote }))
  }));
}
const costsOf = ({ started, nanoUsd, models, steps }) => ({
  runId: started.runId,
  workflowId: started.workflow.id,
  nanoUsd: String(nanoUsd),
  models: [...models].map(([model, cost]) => ({
    model,
    nanoUsd: String(cost.nanoUsd),
    charges: cost.charges,
    tokens: { ...cost.tokens },
    sources: [...cost.sources].toSorted()
  })),
  steps: [...steps.values()].map(({ stepKey, nanoUsd: spent }) => ({ stepKey, nanoUsd: String(spent) }))
});
export {
  Stories
};
//# sourceMappingURL=stories.js.map
