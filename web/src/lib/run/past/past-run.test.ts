import { describe, expect, test } from 'vitest';
import { endpoints } from '../../../../../src/api/contract/endpoints.js';
import type { Approval } from '$contract/approvals.js';
import type { RunState } from '$contract/run-state.js';
import type { StepDetail } from '$contract/run-steps.js';
import type { Run } from '$contract/run-views.js';
import type { Timeline } from '../timeline/lanes.js';
import { pastApprovals, pastDetail, pastRun, pastTimeline } from './past-run.js';

const T0 = '2026-11-24T14:32:07.000Z';
const T1 = '2026-11-24T14:33:07.000Z';
const T2 = '2026-11-24T14:34:07.000Z';
const nothing = { nanoUsd: '0', tokens: 0 };
const example: Run = endpoints.getRun.response.parse(endpoints.getRun.example.response);
const [first] = example.steps;
if (!first) throw new Error('the example has no step');
/** The run as it is now: two steps, both done at the cost of 9. */
const now: Run = {
  run: { ...example.run, status: 'completed', endedAt: T2, reason: 'all is well', revision: 20, stateRevision: 20 },
  steps: ['a', 'b'].map((stepKey) => ({
    ...first,
    stepKey,
    stepId: stepKey,
    name: stepKey.toUpperCase(),
    status: 'completed',
    attempt: 2,
    readyAt: stepKey === 'a' ? T0 : T2,
    startedAt: T0,
    endedAt: T1,
    spent: { nanoUsd: '9', tokens: 9 },
    summary: 'done',
    outputRevision: 15,
  })),
};
const exampleState: RunState = endpoints.getRunState.response.parse(endpoints.getRunState.example.response);
const [firstStep] = exampleState.steps;
if (!firstStep) throw new Error('the example has no step');
const untouched = { ...firstStep, attempt: 0, agentId: null, agentName: null, spent: nothing, startedAt: null };
/** At event 7: the first attempt of `a` runs and has cost 4, `b` waits. */
const state: RunState = {
  ...exampleState,
  revision: 7,
  last: 20,
  at: T1,
  status: 'running',
  spent: { nanoUsd: '4', tokens: 4 },
  steps: [
    {
      ...firstStep,
      stepKey: 'a',
      stepId: 'a',
      status: 'running',
      attempt: 1,
      spent: { nanoUsd: '4', tokens: 4 },
      summary: null,
      outputRevision: null,
    },
    { ...untouched, stepKey: 'b', stepId: 'b', status: 'pending', summary: null, outputRevision: null },
  ],
  approvals: [
    {
      approvalId: 'asked',
      kind: 'step',
      stepKey: 'b',
      attempt: 1,
      status: 'pending',
      requestedRevision: 6,
      expiresAt: T2,
      escalated: false,
      votes: 0,
      approvers: 1,
      decidedBy: null,
      decidedAt: null,
    },
  ],
};

describe('a run in the past', () => {
  test('does not wait for an agent at the event at which an attempt has just failed: what follows comes with it', () => {
    const waits = [
      { kind: 'agent' as const, stepKey: 'a', capability: 'x' },
      { kind: 'agent' as const, stepKey: 'b', capability: 'y' },
    ];
    const at = (type: string) => pastRun(now, { ...state, event: { ...state.event, type, stepKey: 'a' }, waits });
    expect(at('StepFailed').run.waits.map(({ stepKey }) => stepKey)).toEqual(['b']);
    expect(at('StepRedriven').run.waits.map(({ stepKey }) => stepKey)).toEqual(['a', 'b']);
  });

  test('keeps what never changes, and shows nothing of what came later', () => {
    const { run, steps } = pastRun(now, state);
    expect(run).toMatchObject({
      runId: now.run.runId,
      workflowName: now.run.workflowName,
      status: 'running',
      endedAt: null,
      reason: null,
      revision: 7,
      spent: { nanoUsd: '4' },
      current: { stepKey: 'a', name: 'A' },
    });
    expect(steps).toMatchObject([
      { stepKey: 'a', name: 'A', status: 'running', endedAt: null, summary: null, outputRevision: null, readyAt: T0 },
      { stepKey: 'b', name: 'B', status: 'pending', attempt: 0, startedAt: null, readyAt: null, spent: nothing },
    ]);
  });
  test('knows when a step that was done by then had ended', () => {
    const done = { ...state, steps: state.steps.map((step) => ({ ...step, status: 'completed' as const })) };
    expect(pastRun(now, done).steps.map(({ endedAt }) => endedAt)).toEqual([T1, T1]);
  });
});

describe('a timeline in the past', () => {
  const bar = (attempt: number, dispatchedRevision: number, endedRevision: number) => ({
    stepKey: 'a',
    attempt,
    agentId: 'x',
    agentName: 'x',
    model: null,
    readyAt: T0,
    dispatchedAt: T0,
    dispatchedRevision,
    endedAt: T2,
    endedRevision,
    outcome: 'failed' as const,
    late: false,
    nanoUsd: '1',
    setAsideNanoUsd: '0',
  });
  const wait = {
    approvalId: 'asked',
    stepKey: 'b',
    kind: 'step' as const,
    status: 'granted' as const,
    requestedAt: T0,
    requestedRevision: 6,
    decidedAt: T2,
    expiresAt: T2,
  };
  const timeline: Timeline = {
    attempts: [bar(1, 1, 4), bar(2, 5, 12), bar(3, 13, 14)],
    waits: [wait, { ...wait, approvalId: 'later', requestedRevision: 9 }],
    more: false,
  };
  test('ends at the event: what ended later goes on, at the cost that it had; what began later is not there', () => {
    const { attempts, waits } = pastTimeline(timeline, state);
    expect(attempts.map(({ attempt, outcome, endedAt, nanoUsd }) => [attempt, outcome, endedAt, nanoUsd])).toEqual([
      [1, 'failed', T2, '1'],
      [2, 'running', null, '3'],
    ]);
    expect(waits.map(({ approvalId, status, decidedAt }) => [approvalId, status, decidedAt])).toEqual([
      ['asked', 'pending', null],
    ]);
  });
});

test('a step in the past has the attempts, events and output of then', () => {
  const parsed: StepDetail = endpoints.getRunStep.response.parse(endpoints.getRunStep.example.response);
  const [attempt] = parsed.attempts;
  const [step] = pastRun(now, state).steps;
  if (!attempt || !step) throw new Error('the example has no attempt');
  const detail: StepDetail = {
    ...parsed,
    attempts: [{ ...attempt, attempt: 1, dispatchedAt: T0, dispatchedRevision: 5, endedRevision: 12, endedAt: T2 }],
    output: parsed.output && { ...parsed.output, revision: 15 },
    events: [5, 12].map((revision) => ({ ...endpoints.getRunEvent.example.response, revision }) as never),
  };
  const then = pastDetail(detail, state, step);
  expect(then.attempts).toMatchObject([{ outcome: 'running', endedAt: null, durationMs: 60_000, error: null }]);
  expect(then.output).toBeNull();
  expect(then.events.map(({ revision }) => revision)).toEqual([5]);
});

test('requests that were decided later are open again, and nobody can decide them', () => {
  const [item] = endpoints.listApprovals.response.parse(endpoints.listApprovals.example.response).items;
  if (!item) throw new Error('the example has no request');
  const items: Approval[] = [
    { ...item, approvalId: 'asked', status: 'granted', decidedAt: T2 },
    { ...item, approvalId: 'later', status: 'pending' },
  ];
  expect(pastApprovals(items, state)).toMatchObject([
    { approvalId: 'asked', status: 'pending', decidedAt: null, stateRevision: 6, mayDecide: { yes: false } },
  ]);
});
