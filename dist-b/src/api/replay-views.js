import { RunId } from "../domain/kernel/ids.js";
import { reasonText } from "../domain/run/replay-reasons.js";
import { budgetOf } from "./budget-input.js";
const replayOrder = (runId, asked) => ({
  origin: { runId: RunId.parse(runId), revision: asked.from },
  changes: {
    input: asked.input,
    version: asked.version,
    agents: asked.agents ?? {},
    models: asked.models ?? {},
    outputs: asked.outputs ?? {}
  },
  budget: asked.budget && budgetOf(asked.budget)
}), amount = ({ nanoUsd, tokens }) => ({ nanoUsd: nanoUsd.toString(), tokens }), replayPlanView = ({ plan, origin, originNow, workflow }) => ({
  origin: {
    runId: origin.state.runId,
    revision: plan.revision,
    last: origin.last,
    status: origin.state.status,
    statusNow: originNow.status,
    workflowId: origin.state.workflow.id,
    version: origin.state.workflow.version
  },
  version: workflow.version,
  steps: plan.steps.map(({ had, estimate, reasons, status, ...step }) => ({
    ...step,
    reasons: reasons.map((reason) => ({
      kind: reason.kind,
      text: reasonText(reason),
      ..."steps" in reason ? { steps: [...reason.steps] } : {},
      ..."fields" in reason ? { fields: [...reason.fields] } : {}
    })),
    status: status ?? null,
    had: amount(had),
    estimate: {
      nanoUsd: estimate.nanoUsd?.toString() ?? null,
      tokens: estimate.tokens ?? null,
      durationMs: estimate.durationMs ?? null,
      from: estimate.from
    }
  })),
  dropped: plan.dropped.map(({ stepKey, had }) => ({ stepKey, had: amount(had) })),
  effects: [...plan.effects],
  openAttempts: [...plan.openAttempts],
  approvals: [...plan.approvals],
  kept: { steps: plan.kept.steps, had: amount(plan.kept.had) },
  estimate: { ...plan.estimate, nanoUsd: plan.estimate.nanoUsd.toString() },
  budget: { nanoUsd: plan.budget.nanoUsd?.toString() ?? null, tokens: plan.budget.tokens ?? null },
  warnings: [...plan.warnings],
  problems: [...plan.problems]
});
export {
  replayOrder,
  replayPlanView
};
//# sourceMappingURL=replay-views.js.map
