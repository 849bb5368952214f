import { describe, test } from 'vitest';
import {
  approvalRequested,
  budgetExceeded,
  charge,
  completed,
  dispatched,
  failed,
  granted,
  key,
  lease,
  ref,
  reservations,
  retryScheduled,
  RUN,
  settles,
  started,
  startedWith,
} from '../../../test/support/run-events.js';
import { runOf } from '../../../test/support/run-spec.js';
import { NO_TOKENS } from './charge.js';
import type { RunRequest } from './commands.js';
import type { RunEvent } from './events.js';

const dispatch = (stepKey: string): RunRequest => ({ name: 'DispatchStep', payload: { stepKey: key(stepKey) } });

describe('a step’s cost', () => {
  const costly = runOf([
    { id: 'a', estimate: { usd: '0.00000006' }, budget: { usd: '0.00000008' } },
    { id: 'b', estimate: { usd: '0.00000006' } },
    { id: 'c', budget: { usd: '0.00000007', tokens: 5 } },
    { id: 'd' },
  ]);
  const with100 = (policy: 'pause' | 'approval' | 'halt' | 'fail' = 'pause'): RunEvent =>
    startedWith({ onBudget: policy }, { budget: { nanoUsd: '100' } });

  test('is set aside in the step’s and the run’s budget, narrow to wide: its estimate, else its whole budget', () => {
    costly
      .given(with100())
      .when(dispatch('a'))
      .then({ type: 'StepDispatched', data: { reservations: reservations('a', 60) } });
    costly
      .given(started())
      .when(dispatch('c'))
      .then({ type: 'StepDispatched', data: { reservations: reservations('c', 70, 5) } });
    costly
      .given(with100())
      .when(dispatch('d'))
      .then({ type: 'StepDispatched', data: { reservations: [] } });
  });

  test('of a retry is what is left of the step’s budget, and short when nothing is', () => {
    const after = (spent: number): RunEvent[] => [
      started(),
      dispatched('c', { holds: 70, tokens: 5 }),
      failed('c', { charges: [{ ...charge(spent), tokens: NO_TOKENS }], settles: settles('c', 70, spent) }),
      retryScheduled('c', 2, 0),
    ];
    costly
      .given(...after(30))
      .when(dispatch('c'))
      .then({ type: 'StepDispatched', data: { reservations: reservations('c', 40, 5) } });
    costly
      .given(...after(70))
      .when(dispatch('c'))
      .then({ type: 'BudgetExceeded', data: { scope: 'step' } });
  });

  test('is what a step’s budget was changed to, when it has no estimate', () => {
    const changed: RunEvent = {
      type: 'RunBudgetChanged',
      data: { scope: 'step', id: 'c', step: ref('c'), before: {}, after: { nanoUsd: '50' }, reason: 'less' },
    };
    costly
      .given(started(), changed)
      .when(dispatch('c'))
      .then({ type: 'StepDispatched', data: { reservations: reservations('c', 50) } });
  });

  test('of two steps that are ready at once never exceeds the limit together', () => {
    costly
      .given(with100(), dispatched('a', { holds: 60 }))
      .when(dispatch('b'))
      .then({
        type: 'BudgetExceeded',
        data: {
          scope: 'run',
          limit: { nanoUsd: '100' },
          spent: { nanoUsd: '0', tokens: 0 },
          reserved: { nanoUsd: '60', tokens: 0 },
          asked: { nanoUsd: '60', tokens: 0 },
        },
      });
  });

  test('may use what another step has settled below its reservation', () => {
    costly
      .given(with100(), dispatched('a', { holds: 60 }), completed('a', { settles: settles('a', 60, 0) }))
      .when(dispatch('b'))
      .then('StepDispatched');
  });

  test('is refused by the narrowest budget that is short', () => {
    costly
      .given(with100(), dispatched('a', { holds: 60 }), failed('a'), retryScheduled('a', 2, 0))
      .when(dispatch('a'))
      .then({ type: 'BudgetExceeded', data: { scope: 'step', id: 'a', limit: { nanoUsd: '80' } } });
  });

  test('of nothing is refused too while more is spent than the limit', () => {
    costly
      .given(with100(), dispatched('a', { holds: 60 }), budgetChanged(50))
      .when(dispatch('d'))
      .then('BudgetExceeded');
  });

  test('that is short is recorded once, and goes on when the budget is raised', () => {
    const short = costly.given(with100(), dispatched('a', { holds: 60 }), budgetExceeded('b'));
    short.when(dispatch('b')).thenNothing();
    costly
      .given(with100(), dispatched('a', { holds: 60 }), budgetExceeded('b'), budgetChanged(120))
      .when(dispatch('b'))
      .then('StepDispatched');
  });

  test('that is short asks for the approval of an overrun, halts or fails, as the policy says', () => {
    const busy = dispatched('a', { holds: 60 });
    costly
      .given(with100('approval'), busy)
      .when(dispatch('b'))
      .then('BudgetExceeded', {
        type: 'ApprovalRequested',
        data: { kind: 'overrun', overrun: { scope: 'run', id: RUN, amount: { nanoUsd: '20', tokens: 0 } } },
      });
    costly
      .given(with100('halt'), busy)
      .when(dispatch('b'))
      .then('BudgetExceeded', { type: 'RunHalted', data: { revoked: [lease('a')] } });
    costly
      .given(with100('fail'), busy)
      .when(dispatch('b'))
      .then('BudgetExceeded', { type: 'RunFailed', data: { because: 'budget', revoked: [lease('a')] } });
  });

  test('that is short takes back a grant, for the overrun is asked for in its place', () => {
    runOf([{ id: 'a', tier: 'financial', estimate: { usd: '0.00000006' } }])
      .given(startedWith({ onBudget: 'approval' }, { budget: { nanoUsd: '10' } }), approvalRequested('a'), granted('a'))
      .when(dispatch('a'))
      .then('BudgetExceeded', 'ApprovalWithdrawn', 'ApprovalRequested');
  });
});

const budgetChanged = (nano: number): RunEvent => ({
  type: 'RunBudgetChanged',
  data: { scope: 'run', id: RUN, before: {}, after: { nanoUsd: String(nano) }, reason: 'changed' },
});
