import type { Timeline } from './lanes.js';

type Attempt = Timeline['attempts'][number];
type Wait = Timeline['waits'][number];

/** The instant that the examples count from. */
export const T0 = Date.parse('2026-11-24T14:00:00.000Z');
const at = (seconds: number): string => new Date(T0 + seconds * 1_000).toISOString();

/** An attempt from one second to another, for tests; without an end it goes on. */
export const attempt = (
  stepKey: string,
  agentId: string,
  from: number,
  to: number | null,
  more: Partial<Attempt> = {},
): Attempt => ({
  stepKey,
  attempt: 1,
  agentId,
  agentName: agentId,
  model: null,
  readyAt: null,
  dispatchedAt: at(from),
  dispatchedRevision: from * 10 + 1,
  endedAt: to === null ? null : at(to),
  endedRevision: to === null ? null : to * 10 + 2,
  outcome: to === null ? 'running' : 'completed',
  late: false,
  nanoUsd: '0',
  setAsideNanoUsd: '0',
  ...more,
});

export const wait = (stepKey: string, from: number, to: number | null, more: Partial<Wait> = {}): Wait => ({
  approvalId: `approval of ${stepKey}`,
  stepKey,
  kind: 'step',
  status: to === null ? 'pending' : 'granted',
  requestedAt: at(from),
  requestedRevision: from * 10,
  decidedAt: to === null ? null : at(to),
  expiresAt: at(from + 3_600),
  ...more,
});

export const timeline = (attempts: readonly Attempt[], waits: readonly Wait[] = []): Timeline => ({
  attempts: [...attempts],
  waits: [...waits],
  more: false,
});
