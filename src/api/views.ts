import type * as row from '../projections/rows.js';
import { rebuildView } from './rebuild-view.js';
import type { CostRow } from './contract/costs.js';
import type { Halt } from './contract/halts.js';
import type { PoisonEvent, ProjectionStatus } from './contract/projections.js';

/** Rows of the read models as the contract shows them. No rule is in here. */

export const costFigures = (sums: Omit<row.CostRollupRow, 'kind' | 'key'>): Omit<CostRow, 'key'> => ({
  nanoUsd: sums.nanoUsd,
  tokens: {
    input: sums.inputTokens,
    cachedInput: sums.cachedInputTokens,
    cacheWrite: sums.cacheWriteTokens,
    output: sums.outputTokens,
    reasoning: sums.reasoningTokens,
  },
  charges: sums.charges,
  estimated: sums.estimatedCharges,
  unknown: sums.unknownCharges,
});

export const haltView = ({ workflowId, ...halt }: row.HaltRow): Halt => ({
  ...halt,
  scope: workflowId === null ? { kind: 'everything' } : { kind: 'workflow', id: workflowId },
});

export const projectionView = (status: row.ProjectionStatus, now: number): ProjectionStatus => ({
  state: status.state,
  position: status.position,
  logEnd: status.end,
  lag: status.lag,
  epoch: status.epoch,
  schema: status.schema,
  format: status.format,
  parkedStreams: status.parkedStreams,
  parkedEvents: status.parkedEvents,
  deadLettered: status.deadLettered.length,
  skipped: status.skippedTypes.map((skipped) => ({ ...skipped })),
  rebuilding: rebuildView(status, now),
  problem: status.problem,
});

export const poisonView = ({ id, ...event }: row.DeadLetteredEventRow): PoisonEvent => ({ ...event, eventId: id });
