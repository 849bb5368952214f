import type { Changes } from '../batch/changes.js';
import type { AgentWorkRow } from '../rows.js';

/** What this batch adds to an agent's sums. */
export const agentWorkOf = (changes: Changes, agentId: string): AgentWorkRow =>
  changes.agentWork.of(agentId, () => ({ agentId, leasesHeld: 0, completed: 0, failed: 0, spentNanoUsd: '0' }));
