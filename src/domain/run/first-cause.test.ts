import { describe, expect, test } from 'vitest';
import { firstCause, stoppedBy, type CauseEvent, type CauseFacts, type CauseStep } from './first-cause.js';
import { remedies } from './remedies.js';
import type { StepStatus } from './state.js';

const step = (
  stepKey: string,
  status: StepStatus,
  dependsOn: string[] = [],
  more: Partial<CauseStep> = {},
): CauseStep => ({
  stepKey,
  stepId: stepKey,
  dependsOn,
  status,
  attempt: status === 'pending' ? 0 : 1,
  hasOutput: status === 'completed',
  ...more,
});
/** `[type, step]`, one revision after the other from 1 on. */
const events = (...list: [type: string, stepKey?: string][]): CauseEvent[] =>
  list.map(([type, stepKey = null], i) => ({ revision: i + 1, type, stepKey }));
const facts = (given: Partial<CauseFacts>): CauseFacts => ({
  status: 'running',
  steps: [],
  events: [],
  ended: undefined,
  ...given,
});

describe('the first cause of a run that does not go on', () => {
  test('is the first failure of the step that was given up, not its last', () => {
    const found = firstCause(
      facts({
        steps: [step('a', 'completed'), step('b', 'deadLetter', ['a']), step('c', 'pending', ['b'])],
        events: events(['StepFailed', 'b'], ['StepFailed', 'b'], ['StepDeadLettered', 'b']),
      }),
    );
    expect(found).toEqual({ first: { kind: 'step', stepKey: 'b', revision: 1 }, others: [] });
  });

  test('is never a failure that a later attempt mended', () => {
    expect(
      firstCause(
        facts({
          steps: [step('a', 'completed'), step('b', 'deadLetter')],
          events: events(['StepFailed', 'a'], ['StepTimedOut', 'b'], ['StepDeadLettered', 'b']),
        }),
      )?.first,
    ).toMatchObject({ stepKey: 'b', revision: 2 });
  });

  test('is none of a step that is still being tried, while the run is open', () => {
    expect(
      firstCause(facts({ steps: [step('a', 'awaitingRetry')], events: events(['StepFailed', 'a']) })),
    ).toBeUndefined();
  });

  test('of several that were given up is the earliest; the others are told apart', () => {
    const found = firstCause(
      facts({
        steps: [step('a', 'deadLetter'), step('b', 'deadLetter')],
        events: events(['LeaseLost', 'b'], ['StepFailed', 'a'], ['StepDeadLettered', 'a'], ['StepDeadLettered', 'b']),
      }),
    );
    expect([found?.first.stepKey, found?.others.map(({ stepKey }) => stepKey)]).toEqual(['b', ['a']]);
  });

  test('is the step that was given up, also when another one had failed before it and was still being tried', () => {
    expect(
      firstCause(
        facts({
          status: 'failed',
          steps: [step('slow', 'pending', [], { attempt: 1 }), step('bad', 'deadLetter')],
          events: events(
            ['StepFailed', 'slow'],
            ['StepFailed', 'bad'],
            ['StepDeadLettered', 'bad'],
            ['RunFailed', 'bad'],
          ),
          ended: { because: 'deadLetter', stepKey: 'bad' },
        }),
      ),
    ).toEqual({ first: { kind: 'step', stepKey: 'bad', revision: 2 }, others: [] });
  });

  test('begins anew when a person has had the step tried again', () => {
    expect(
      firstCause(
        facts({
          steps: [step('a', 'deadLetter')],
          events: events(
            ['StepFailed', 'a'],
            ['StepDeadLettered', 'a'],
            ['StepRedriven', 'a'],
            ['StepTimedOut', 'a'],
            ['StepDeadLettered', 'a'],
          ),
        }),
      )?.first.revision,
    ).toBe(4);
  });

  test('of a step that was given nothing is the skip before it, however far', () => {
    const found = firstCause(
      facts({
        steps: [
          step('a', 'skipped'),
          step('b', 'deadLetter', ['a']),
          step('c', 'skipped', [], { hasOutput: true }),
          step('d', 'deadLetter', ['c']),
        ],
        events: events(
          ['StepSkipped', 'c'],
          ['StepSkipped', 'a'],
          ['StepFailed', 'b'],
          ['StepFailed', 'd'],
          ['StepDeadLettered', 'b'],
        ),
      }),
    );
    expect(found).toEqual({
      first: { kind: 'skipped', stepKey: 'a', revision: 2 },
      others: [{ kind: 'step', stepKey: 'd', revision: 4 }],
    });
  });

  test('is the no of a person, or that nobody answered', () => {
    const refused = (type: string, because: string) =>
      firstCause(
        facts({
          status: 'failed',
          steps: [step('write', 'pending')],
          events: events([type, 'write'], ['RunFailed', 'write']),
          ended: { because, stepKey: 'write' },
        }),
      )?.first;
    expect(refused('ApprovalRejected', 'rejected')).toEqual({ kind: 'rejected', stepKey: 'write', revision: 1 });
    expect(refused('ApprovalExpired', 'expired')).toEqual({ kind: 'expired', stepKey: 'write', revision: 1 });
    const halted = facts({
      status: 'halted',
      steps: [step('write', 'pending')],
      events: events(['ApprovalRejected', 'write']),
    });
    expect(firstCause(halted)?.first.kind).toBe('rejected');
    expect(firstCause({ ...halted, status: 'running' })).toBeUndefined();
  });

  test('is the budget that was short when no step failed', () => {
    const short = facts({
      status: 'failed',
      steps: [step('a', 'awaitingBudget')],
      events: events(['BudgetExceeded', 'a'], ['RunFailed', 'a']),
      ended: { because: 'budget', stepKey: 'a' },
    });
    expect(firstCause(short)?.first).toEqual({ kind: 'budget', stepKey: 'a', revision: 1 });
    expect(
      firstCause({ ...short, status: 'running', events: events(['BudgetExceeded', 'a']), ended: undefined })?.first
        .kind,
    ).toBe('budget');
  });

  test('is what was failing when the time was up; else that the time was up', () => {
    const late = facts({
      status: 'failed',
      steps: [step('a', 'pending', [], { attempt: 1 })],
      events: events(['StepFailed', 'a'], ['RunFailed']),
      ended: { because: 'deadline', stepKey: undefined },
    });
    expect(firstCause(late)?.first).toMatchObject({ kind: 'step', stepKey: 'a', revision: 1 });
    expect(firstCause({ ...late, events: events(['RunFailed']) })?.first).toEqual({
      kind: 'deadline',
      stepKey: null,
      revision: 1,
    });
  });

  test('is nothing where nothing is wrong', () => {
    expect(firstCause(facts({ status: 'completed', events: events(['StepFailed', 'a']) }))).toBeUndefined();
    expect(firstCause(facts({ status: 'cancelled', steps: [step('a', 'pending')] }))).toBeUndefined();
  });
});

test('what it stopped is everything behind it that never ran', () => {
  const steps = [
    step('a', 'deadLetter'),
    step('b', 'pending', ['a']),
    step('c', 'pending', ['b']),
    step('d', 'completed', []),
    step('e', 'pending', ['d']),
  ];
  const keys = (stepKey: string | null) =>
    stoppedBy({ kind: 'step', stepKey, revision: 1 }, steps).map((one) => one.stepKey);
  expect(keys('a')).toEqual(['b', 'c']);
  expect(keys(null)).toEqual(['b', 'c', 'e']);
});

describe('what can be done', () => {
  const cause = { kind: 'step', stepKey: 'a', revision: 1 } as const;
  const possible = (given: Partial<Parameters<typeof remedies>[0]>) =>
    remedies({ status: 'running', cause, stepStatus: 'deadLetter', shortOfBudget: [], ...given }).flatMap((one) =>
      one.because === null ? [one.remedy] : [],
    );
  test('about a dead letter is to retry, skip or abandon it, while the run is open', () => {
    expect(possible({})).toEqual(['retry', 'skip', 'startAgain', 'abandon']);
    expect(possible({ status: 'failed' })).toEqual(['startAgain']);
  });
  test('about a run that is held is to resume it, and about a short budget to raise it', () => {
    expect(possible({ status: 'halted', stepStatus: 'pending' })).toEqual(['resume', 'startAgain']);
    expect(possible({ stepStatus: 'awaitingBudget', shortOfBudget: ['a'] })).toEqual(['raiseBudget', 'startAgain']);
  });
  test('is told with the reason for what is not possible', () => {
    const all = remedies({ status: 'failed', cause, stepStatus: 'deadLetter', shortOfBudget: [] });
    expect(all).toHaveLength(6);
    expect(all.find(({ remedy }) => remedy === 'retry')?.because).toBe(
      'The run is failed; an ended run is never reopened.',
    );
    expect(
      remedies({ status: 'running', cause, stepStatus: 'running', shortOfBudget: [] }).find(
        ({ remedy }) => remedy === 'skip',
      )?.because,
    ).toBe('Step "a" is running, not a dead letter.');
  });
});
