import type { AnswerOf } from '$contract/endpoints.js';

type Hold = AnswerOf<'getRetention'>['holds'][number];

/** What a hold is for, in words: `workflow letters, from 2026-11-01`. */
export function scopeText({ runIds, workflowId, operatorId, agentId, startedFrom, startedTo }: Hold['scope']): string {
  return [
    runIds === undefined ? '' : runIds.length === 1 ? `run ${runIds[0]?.slice(-6)}` : `${runIds.length} runs`,
    workflowId === undefined ? '' : `workflow ${workflowId}`,
    operatorId === undefined ? '' : `operator ${operatorId}`,
    agentId === undefined ? '' : `agent ${agentId}`,
    startedFrom === undefined ? '' : `from ${startedFrom.slice(0, 10)}`,
    startedTo === undefined ? '' : `until ${startedTo.slice(0, 10)}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** Months as people say them: `6 months`, `7 years`. */
export const monthsText = (months: number | undefined): string =>
  months === undefined
    ? 'for good'
    : months % 12 === 0
      ? `${months / 12} ${months === 12 ? 'year' : 'years'}`
      : `${months} months`;
