import type { ChargeRow, CostHourRow, CostRollupRow } from '../rows.js';
import type { Table } from '../storage/table.js';

const tokens = {
  inputTokens: 'bigint',
  cachedInputTokens: 'bigint',
  cacheWriteTokens: 'bigint',
  outputTokens: 'bigint',
  reasoningTokens: 'bigint',
} as const;

export const charges: Table<ChargeRow> = {
  name: 'charges',
  columns: {
    runId: 'text',
    revision: 'int',
    index: 'int',
    chargeId: 'text',
    callId: 'text',
    stepKey: 'text',
    stepId: 'text',
    attempt: 'int',
    agentId: 'text',
    model: 'text',
    workflowId: 'text',
    operatorId: 'text',
    priceId: 'text',
    ...tokens,
    nanoUsd: 'numeric',
    source: 'text',
    at: 'timestamptz',
  },
  key: ['runId', 'revision', 'index'],
  indexes: ['(at)'],
};

const sums = {
  ...tokens,
  nanoUsd: 'numeric',
  charges: 'bigint',
  estimatedCharges: 'bigint',
  unknownCharges: 'bigint',
} as const;
const summed = [
  'inputTokens',
  'cachedInputTokens',
  'cacheWriteTokens',
  'outputTokens',
  'reasoningTokens',
  'nanoUsd',
  'charges',
  'estimatedCharges',
  'unknownCharges',
] as const;

export const costHours: Table<CostHourRow> = {
  name: 'cost_hours',
  columns: { at: 'timestamptz', workflowId: 'text', agentId: 'text', model: 'text', operatorId: 'text', ...sums },
  key: ['at', 'workflowId', 'agentId', 'model', 'operatorId'],
  sums: summed,
  updatedOften: true,
};

export const costRollups: Table<CostRollupRow> = {
  name: 'cost_rollups',
  columns: {
    kind: 'text',
    key: 'text',
    ...sums,
  },
  key: ['kind', 'key'],
  sums: summed,
  updatedOften: true,
};
