import type { DeadLetterGroup as GroupRow } from '../projections/queries.js';
import type * as row from '../projections/rows.js';
import type { DeadLetter, DeadLetterGroup } from './contract/dead-letters.js';

export const deadLetterView = (letter: row.DeadLetterRow): DeadLetter => ({
  runId: letter.runId,
  revision: letter.revision,
  statePosition: letter.statePosition,
  workflowId: letter.workflowId,
  workflowName: letter.workflowName,
  stepKey: letter.stepKey,
  attempt: letter.attempt,
  attempts: letter.attempts,
  class: letter.class,
  code: letter.code,
  message: letter.message,
  fingerprint: letter.fingerprint,
  status: letter.status,
  at: letter.at,
  closedAt: letter.closedAt,
  closedBy: letter.closedBy,
});

export const deadLetterGroupView = (group: GroupRow): DeadLetterGroup => ({
  ...group,
  sample: group.sample.map((one) => ({ ...one })),
});
