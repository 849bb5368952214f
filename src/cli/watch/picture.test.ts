import { describe, expect, it } from 'vitest';
import { type Picture, type PictureStep, type PictureWait, waitsForPerson } from './picture.js';

const step = (stepKey: string, status: string, dependsOn: readonly string[] = []): PictureStep => ({
  stepKey,
  name: stepKey,
  status,
  dependsOn,
  tier: 'read',
  attempt: 0,
  capability: stepKey,
  costNano: 0n,
});
const picture = (status: string, steps: readonly PictureStep[], waits: readonly PictureWait[]): Picture => ({
  run: {
    runId: 'r',
    workflowId: 'w',
    version: 1,
    status,
    operator: 'Ada',
    startedAt: '2026-11-24T14:32:07.000Z',
    budget: { spentNano: 0n, reservedNano: 0n, spentTokens: 0 },
    revision: 1,
  },
  steps,
  waits,
  events: [],
});
const approval: PictureWait = { kind: 'approval', stepKey: 'b', approvalId: 'x' };

describe('only a person can move the run', () => {
  it('when all that it waits for is an approval, and nothing runs', () => {
    expect(
      waitsForPerson(picture('running', [step('a', 'completed'), step('b', 'awaitingApproval', ['a'])], [approval])),
    ).toBe(true);
  });

  it.each(['approval', 'budget', 'deadLetter', 'paused', 'halted'])('by a wait for %s', (kind) => {
    expect(waitsForPerson(picture('running', [step('b', 'awaitingApproval')], [{ kind, stepKey: 'b' }]))).toBe(true);
  });

  it.each([
    ['a step runs beside it', [step('a', 'running'), step('b', 'awaitingApproval')], [approval]],
    ['a step is ready beside it', [step('a', 'pending'), step('b', 'awaitingApproval')], [approval]],
    ['an approved step is on its way', [step('a', 'approved'), step('b', 'awaitingApproval')], [approval]],
    [
      'a retry is due by itself',
      [step('a', 'awaitingRetry'), step('b', 'awaitingApproval')],
      [approval, { kind: 'retry', stepKey: 'a' }],
    ],
    ['an agent is awaited', [step('a', 'pending')], [{ kind: 'agent', stepKey: 'a' }]],
    ['it waits for nothing that is known', [step('a', 'pending')], []],
  ] as const)('not while %s', (_, steps, waits) => {
    expect(waitsForPerson(picture('running', steps, waits))).toBe(false);
  });

  it('in a halted or paused run, though steps are ready', () => {
    expect(waitsForPerson(picture('halted', [step('a', 'pending')], [{ kind: 'halted' }]))).toBe(true);
    expect(waitsForPerson(picture('paused', [step('a', 'pending')], [{ kind: 'paused' }]))).toBe(true);
  });

  it('not in a paused run whose work in flight goes on', () => {
    expect(waitsForPerson(picture('paused', [step('a', 'running')], [{ kind: 'paused' }]))).toBe(false);
  });

  it('not when it has ended', () => {
    expect(waitsForPerson(picture('failed', [step('b', 'awaitingApproval')], [approval]))).toBe(false);
  });
});
