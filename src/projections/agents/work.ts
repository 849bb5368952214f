import type { Changes } from '../batch/changes.js';
import type { AgentHourRow, AgentWorkRow } from '../rows.js';

const HOUR = 'yyyy-mm-ddThh'.length;

/** What this batch adds to an agent's sums. */
export const agentWorkOf = (changes: Changes, agentId: string): AgentWorkRow =>
  changes.agentWork.of(agentId, () => ({ agentId, leasesHeld: 0, completed: 0, failed: 0, spentNanoUsd: '0' }));

/** What this batch adds to those of the hour of an instant. */
export function agentHourOf(changes: Changes, agentId: string, at: string): AgentHourRow {
  const hour = at.slice(0, HOUR);
  return changes.agentHours.of(`${agentId}\n${hour}`, () => ({
    agentId,
    hour,
    completed: 0,
    failed: 0,
    spentNanoUsd: '0',
  }));
}
