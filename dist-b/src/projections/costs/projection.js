import { totalTokens } from "../../domain/run/charge.js";
import { agentHourOf, agentWorkOf } from "../agents/work.js";
import { attemptOf, stepOf } from "../runs/document.js";
import { rebook } from "./reservations.js";
const HOUR = 13, DAY = 10;
function projectCosts(doc, event, changes) {
  if (!("charges" in event.data) || event.data.charges.length === 0) return;
  const { data } = event, step = stepOf(doc, data.step, changes), attempt = attemptOf(doc, data.leaseId);
  rebook(doc, step, attempt, changes, () => {
    for (const charge of data.charges) {
      const nanoUsd = BigInt(charge.nanoUsd), tokens = totalTokens(charge.tokens);
      for (const account of [attempt, step, doc.run])
        account.spentNanoUsd = String(BigInt(account.spentNanoUsd) + nanoUsd), account.spentTokens += tokens;
    }
    attempt.charges += data.charges.length;
  }), changes.steps.update(step), changes.runs.update(doc.run), data.charges.forEach((charge, index) => {
    const row = chargeRow(charge, index);
    changes.charges.insert(row), rollUp(row, changes);
  });
  function chargeRow(charge, index) {
    return {
      runId: doc.run.runId,
      revision: event.revision,
      index,
      chargeId: charge.id,
      callId: charge.callId,
      stepKey: step.stepKey,
      stepId: step.stepId,
      attempt: attempt.attempt,
      agentId: attempt.agentId,
      model: charge.model,
      workflowId: doc.run.workflowId,
      operatorId: doc.run.operatorId,
      priceId: charge.priceId,
      inputTokens: charge.tokens.input,
      cachedInputTokens: charge.tokens.cachedInput,
      cacheWriteTokens: charge.tokens.cacheWrite,
      outputTokens: charge.tokens.output,
      reasoningTokens: charge.tokens.reasoning,
      nanoUsd: charge.nanoUsd,
      source: charge.source,
      at: event.metadata.at
    };
  }
}
function rollUp(row, changes) {
  add("run", row.runId, row, changes), add("step", `${row.workflowId}/${row.stepId}`, row, changes), add("agent", row.agentId, row, changes), add("model", row.model, row, changes), add("workflow", row.workflowId, row, changes), add("operator", row.operatorId, row, changes), add("hour", row.at.slice(0, HOUR), row, changes), add("day", row.at.slice(0, DAY), row, changes), addHour(row, changes);
  for (const sums of [agentWorkOf(changes, row.agentId), agentHourOf(changes, row.agentId, row.at)])
    sums.spentNanoUsd = String(BigInt(sums.spentNanoUsd) + BigInt(row.nanoUsd));
}
function addHour(row, changes) {
  const { workflowId, agentId, model, operatorId } = row, at = `${row.at.slice(0, HOUR)}:00:00.000Z`, key = JSON.stringify([at, workflowId, agentId, model, operatorId]);
  sumUp(
    changes.costHours.of(key, () => ({ at, workflowId, agentId, model, operatorId, ...nothing() })),
    row
  );
}
function add(kind, key, row, changes) {
  sumUp(
    changes.costRollups.of(`${kind}
${key}`, () => ({ kind, key, ...nothing() })),
    row
  );
}
const nothing = () => ({
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  nanoUsd: "0",
  charges: 0,
  estimatedCharges: 0,
  unknownCharges: 0
});
function sumUp(sum, row) {
  sum.inputTokens += row.inputTokens, sum.cachedInputTokens += row.cachedInputTokens, sum.cacheWriteTokens += row.cacheWriteTokens, sum.outputTokens += row.outputTokens, sum.reasoningTokens += row.reasoningTokens, sum.nanoUsd = String(BigInt(sum.nanoUsd) + BigInt(row.nanoUsd)), sum.charges++, row.source === "estimated" && sum.estimatedCharges++, row.source === "unknown" && sum.unknownCharges++;
}
export {
  projectCosts
};
//# sourceMappingURL=projection.js.map
