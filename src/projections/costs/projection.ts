import type { Recorded } from '../../domain/kernel/envelope.js';
import { totalTokens, type Charge } from '../../domain/run/charge.js';
import type { RunEvent } from '../../domain/run/events.js';
import { agentHourOf, agentWorkOf } from '../agents/work.js';
import type { Changes } from '../batch/changes.js';
import type { ChargeRow, CostKind, CostRollupRow } from '../rows.js';
import { attemptOf, stepOf, type RunDocument } from '../runs/document.js';
import { rebook } from './reservations.js';

const HOUR = 'yyyy-mm-ddThh'.length;
const DAY = 'yyyy-mm-dd'.length;

/** Books the charges of an event, wherever they stand, under everything that they are counted under: the sums are equal, exactly. */
export function projectCosts(doc: RunDocument, event: Recorded<RunEvent>, changes: Changes): void {
  if (!('charges' in event.data) || event.data.charges.length === 0) return;
  const { data } = event;
  const step = stepOf(doc, data.step, changes);
  const attempt = attemptOf(doc, data.leaseId);
  rebook(doc, step, attempt, changes, () => {
    for (const charge of data.charges) {
      const nanoUsd = BigInt(charge.nanoUsd);
      const tokens = totalTokens(charge.tokens);
      for (const account of [attempt, step, doc.run]) {
        account.spentNanoUsd = String(BigInt(account.spentNanoUsd) + nanoUsd);
        account.spentTokens += tokens;
      }
    }
    attempt.charges += data.charges.length;
  });
  changes.steps.update(step);
  changes.runs.update(doc.run);
  data.charges.forEach((charge, index) => {
    const row = chargeRow(charge, index);
    changes.charges.insert(row);
    rollUp(row, changes);
  });

  function chargeRow(charge: Charge, index: number): ChargeRow {
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
      at: event.metadata.at,
    };
  }
}

function rollUp(row: ChargeRow, changes: Changes): void {
  add('run', row.runId, row, changes);
  add('step', `${row.workflowId}/${row.stepId}`, row, changes);
  add('agent', row.agentId, row, changes);
  add('model', row.model, row, changes);
  add('workflow', row.workflowId, row, changes);
  add('operator', row.operatorId, row, changes);
  add('hour', row.at.slice(0, HOUR), row, changes);
  add('day', row.at.slice(0, DAY), row, changes);
  addHour(row, changes);
  for (const sums of [agentWorkOf(changes, row.agentId), agentHourOf(changes, row.agentId, row.at)])
    sums.spentNanoUsd = String(BigInt(sums.spentNanoUsd) + BigInt(row.nanoUsd));
}

/** By hour, under everything that costs are split by at once. */
function addHour(row: ChargeRow, changes: Changes): void {
  const { workflowId, agentId, model, operatorId } = row;
  const at = `${row.at.slice(0, HOUR)}:00:00.000Z`;
  const key = JSON.stringify([at, workflowId, agentId, model, operatorId]);
  sumUp(
    changes.costHours.of(key, () => ({ at, workflowId, agentId, model, operatorId, ...nothing() })),
    row,
  );
}

function add(kind: CostKind, key: string, row: ChargeRow, changes: Changes): void {
  sumUp(
    changes.costRollups.of(`${kind}\n${key}`, () => ({ kind, key, ...nothing() })),
    row,
  );
}

type Sums = Omit<CostRollupRow, 'kind' | 'key'>;
const nothing = (): Sums => ({
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  nanoUsd: '0',
  charges: 0,
  estimatedCharges: 0,
  unknownCharges: 0,
});

function sumUp(sum: Sums, row: ChargeRow): void {
  sum.inputTokens += row.inputTokens;
  sum.cachedInputTokens += row.cachedInputTokens;
  sum.cacheWriteTokens += row.cacheWriteTokens;
  sum.outputTokens += row.outputTokens;
  sum.reasoningTokens += row.reasoningTokens;
  sum.nanoUsd = String(BigInt(sum.nanoUsd) + BigInt(row.nanoUsd));
  sum.charges++;
  if (row.source === 'estimated') sum.estimatedCharges++;
  if (row.source === 'unknown') sum.unknownCharges++;
}
