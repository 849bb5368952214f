import type { AgentHourRow, AgentRow, AgentWorkRow } from '../rows.js';
import type { Table } from '../storage/table.js';

export const agents: Table<AgentRow> = {
  name: 'agents',
  columns: {
    agentId: 'text',
    name: 'text',
    capabilities: 'json',
    maxConcurrent: 'int',
    single: 'boolean',
    sdkName: 'text null',
    sdkVersion: 'text null',
    connections: 'json',
    tokens: 'json',
    lastConnectedAt: 'timestamptz null',
    lastDisconnectedAt: 'timestamptz null',
    statePosition: 'numeric',
  },
  key: ['agentId'],
};

/** Apart from `agents`: it is summed up from the runs' streams, in whatever order those are projected. */
export const agentWork: Table<AgentWorkRow> = {
  name: 'agent_work',
  columns: { agentId: 'text', leasesHeld: 'bigint', completed: 'bigint', failed: 'bigint', spentNanoUsd: 'numeric' },
  key: ['agentId'],
  sums: ['leasesHeld', 'completed', 'failed', 'spentNanoUsd'],
  updatedOften: true,
};

/** What the sums of the last 24 hours are made of: attempts have no index by time, which every result would have to move. */
export const agentHours: Table<AgentHourRow> = {
  name: 'agent_hours',
  columns: { agentId: 'text', hour: 'text', completed: 'bigint', failed: 'bigint', spentNanoUsd: 'numeric' },
  key: ['agentId', 'hour'],
  sums: ['completed', 'failed', 'spentNanoUsd'],
  updatedOften: true,
};
