import { describe, expect, test } from 'vitest';
import {
  charge,
  completed,
  dispatched,
  key,
  lateResult,
  lease,
  leaseLost,
  MINUTE,
  NO_USAGE,
  priced,
  reservations,
  retryScheduled,
  RUN,
  runCancelled,
  settles,
  started,
  usageCharged,
} from '../../../test/support/run-events.js';
import { runOf } from '../../../test/support/run-spec.js';
import { UNKNOWN_CALL } from './charging.js';
import type { RunRequest } from './commands.js';
import type { RunEvent } from './events.js';
import { HOLD_MS } from './lifecycle.js';
import { accountsOf } from './budget.js';

const report: RunRequest = { name: 'ReportUsage', payload: { leaseId: lease('a'), usage: NO_USAGE } };
const settle: RunRequest = { name: 'SettleReservation', payload: { leaseId: lease('a') } };
const complete: RunRequest = {
  name: 'CompleteStep',
  payload: { leaseId: lease('a'), resultId: 'result', output: {}, summary: '', usage: NO_USAGE },
};
const changeBudget = (nanoUsd: string | undefined, stepKey?: string): RunRequest => ({
  name: 'ChangeRunBudget',
  payload: {
    budget: nanoUsd === undefined ? {} : { nanoUsd },
    reason: 'changed',
    ...(stepKey === undefined ? {} : { stepKey: key(stepKey) }),
  },
});

const two = runOf([{ id: 'a', retry: { attempts: 2 } }, { id: 'b' }]);
const limited = (nano: number, holds: number, ...more: RunEvent[]): RunEvent[] => [
  started({ budget: { nanoUsd: String(nano) } }),
  dispatched('a', { holds, tokens: 0 }),
  ...more,
];
const lost: RunEvent[] = [leaseLost('a'), retryScheduled('a', 2)];
const account = (events: RunEvent[]) => two.given(...events).run.budget;

describe('what an agent reports', () => {
  test('is charged as the difference to what was charged before', () => {
    two
      .given(...limited(1_000, 500, usageCharged('a', [charge(30)])))
      .when(report, { priced: [priced(75)] })
      .then({ type: 'UsageCharged', data: { charges: [{ nanoUsd: '45', tokens: { input: 45 } }] } });
  });

  test('heals what a lost report left out', () => {
    two
      .given(...limited(1_000, 500))
      .when(report, { priced: [priced(400), priced(50, 'other')] })
      .then({ type: 'UsageCharged', data: { charges: [{ nanoUsd: '400' }, { nanoUsd: '50' }] } });
  });

  test('is ignored when it is an old one that came late', () => {
    const given = two.given(...limited(1_000, 500, usageCharged('a', [charge(100)])));
    given.when(report, { priced: [priced(99)] }).thenNothing();
    given.when(report, { priced: [priced(100)] }).thenNothing();
  });

  test('counts once when a report names a call twice', () => {
    two
      .given(...limited(1_000, 500))
      .when(report, { priced: [priced(100), priced(200)] })
      .then({ type: 'UsageCharged', data: { charges: [{ nanoUsd: '200' }] } });
  });

  test('has ids of its own also when only its price changed', () => {
    const charges = two
      .given(...limited(1_000, 500))
      .when(report, { priced: [priced(100, 'call', 0n)] })
      .decide();
    const again = two
      .given(...limited(1_000, 500), ...charges)
      .when(report, { priced: [priced(100, 'call', 100n)] })
      .decide();
    const ids = [...charges, ...again].flatMap((event) => (event.type === 'UsageCharged' ? event.data.charges : []));
    expect(new Set(ids.map(({ id }) => id)).size).toBe(2);
  });

  test('is recorded at most every 5 seconds, or at 5 % of the reservation', () => {
    const given = two.given(...limited(10_000, 1_000, usageCharged('a', [charge(10)])));
    given
      .after(1_000)
      .when(report, { priced: [priced(30)] })
      .thenNothing();
    given
      .after(5_000)
      .when(report, { priced: [priced(30)] })
      .then('UsageCharged');
    given
      .after(1_000)
      .when(report, { priced: [priced(60)] })
      .then('UsageCharged');
  });

  test('is charged also after its lease or the run has ended', () => {
    const ended = [...limited(1_000, 500), runCancelled({ revoked: [lease('a')] })];
    two
      .given(...ended)
      .when(report, { priced: [priced(10)] })
      .then('UsageCharged');
  });
});

describe('a reservation', () => {
  test('is eaten by what its own lease is charged', () => {
    expect(account(limited(1_000, 500))).toMatchObject({ spent: { nanoUsd: 0n }, reserved: { nanoUsd: 500n } });
    const charged = limited(1_000, 500, usageCharged('a', [charge(200)]));
    expect(account(charged)).toMatchObject({ spent: { nanoUsd: 200n }, reserved: { nanoUsd: 300n } });
    const over = limited(1_000, 500, usageCharged('a', [charge(600)]));
    expect(account(over)).toMatchObject({ spent: { nanoUsd: 600n }, reserved: { nanoUsd: 0n } });
  });

  test('is kept alike in the step’s and the run’s account', () => {
    const { run } = two.given(...limited(1_000, 500, usageCharged('a', [charge(200)])));
    const step = two.plan.byId.get('a');
    if (!step) throw new Error('there is no step a');
    for (const { spent, reserved } of accountsOf(run, step, run.steps.get(key('a'))))
      expect([spent.nanoUsd, reserved.nanoUsd]).toEqual([200n, 300n]);
  });

  test('that is used up is extended by what was overdrawn and as much again', () => {
    two
      .given(...limited(1_000, 100))
      .when(report, { priced: [priced(150)] })
      .then('UsageCharged', { type: 'ReservationExtended', data: { reservations: reservations('a', 100, 300) } });
  });

  test('is extended as far as the budget has room', () => {
    const extended = two
      .given(...limited(170, 100))
      .when(report, { priced: [priced(150)] })
      .then('UsageCharged', { type: 'ReservationExtended', data: { reservations: reservations('a', 70, 300) } });
    const { spent, reserved } = extended.run.budget;
    expect(spent.nanoUsd + reserved.nanoUsd).toBe(170n);
  });

  test('is never extended by less than nothing, though the budget was lowered meanwhile', () => {
    const lowered = limited(1_000, 100, {
      type: 'RunBudgetChanged',
      data: { scope: 'run', id: RUN, before: {}, after: { nanoUsd: '10', tokens: 1_000 }, reason: '' },
    });
    const [, extended] = two
      .given(...lowered)
      .when(report, { priced: [priced(50)] })
      .decide();
    expect(extended).toMatchObject({ type: 'ReservationExtended', data: { reservations: reservations('a', 0, 100) } });
  });

  test('that is used up stops the attempt when no budget has room', () => {
    two
      .given(...limited(120, 100))
      .when(report, { priced: [priced(120)] })
      .then('UsageCharged', { type: 'StepStopped', data: { because: 'reservationUsedUp' } }, 'StepRetryScheduled');
  });

  test('is no limit where there is no budget', () => {
    two
      .given(started(), dispatched('a'))
      .when(report, { priced: [priced(1_000)] })
      .then('UsageCharged');
  });

  test('ends with the result: what was reported is spent, the rest is free', () => {
    const done = two
      .given(...limited(1_000, 500, usageCharged('a', [charge(200)])))
      .when(complete, { priced: [priced(250)] })
      .then({ type: 'StepCompleted', data: { charges: [{ nanoUsd: '50' }], settles: settles('a', 500, 250) } });
    expect(done.run.budget).toMatchObject({ spent: { nanoUsd: 250n }, reserved: { nanoUsd: 0n } });
  });
});

describe('the reservation of a lease that is gone', () => {
  const due = 10 * MINUTE + HOLD_MS;
  test('is held: its agent may still spend', () => {
    expect(account(limited(1_000, 500, ...lost)).reserved.nanoUsd).toBe(500n);
    two
      .given(...limited(1_000, 500, ...lost))
      .after(due - 1)
      .when(settle)
      .thenNothing();
  });

  test('is booked whole, as unknown, when nothing was reported until a minute after the deadline', () => {
    const booked = two
      .given(...limited(1_000, 500, ...lost))
      .after(due)
      .when(settle)
      .then({
        type: 'ReservationSettled',
        data: {
          charges: [{ callId: UNKNOWN_CALL, nanoUsd: '500', source: 'unknown' }],
          settles: settles('a', 500, 500),
        },
      });
    expect(booked.run.budget).toMatchObject({ spent: { nanoUsd: 500n }, reserved: { nanoUsd: 0n } });
    booked.after(due).when(settle).thenNothing();
  });

  test('is settled at what was reported, when something was', () => {
    two
      .given(...limited(1_000, 500, usageCharged('a', [charge(200)]), ...lost))
      .after(due)
      .when(settle)
      .then({ type: 'ReservationSettled', data: { charges: [], settles: settles('a', 500, 200) } });
  });

  test('that was booked as unknown is corrected by a later report, once', () => {
    const corrected = two
      .given(...limited(1_000, 500, ...lost))
      .after(due)
      .when(settle)
      .then('ReservationSettled')
      .after(due)
      .when(report, { priced: [priced(120)] })
      .then({
        type: 'UsageCharged',
        data: { charges: [{ nanoUsd: '120' }, { callId: UNKNOWN_CALL, nanoUsd: '-500', source: 'unknown' }] },
      });
    expect(corrected.run.budget.spent.nanoUsd).toBe(120n);
    corrected
      .after(due)
      .when(report, { priced: [priced(150)] })
      .then({ type: 'UsageCharged', data: { charges: [{ nanoUsd: '30' }] } });
  });

  test('ends with the late result', () => {
    two
      .given(...limited(1_000, 500, ...lost, lateResult('a', { settles: settles('a', 500, 0) })))
      .after(due)
      .when(settle)
      .thenNothing();
  });

  test('is settled after the end of the run too', () => {
    two
      .given(...limited(1_000, 500, runCancelled({ revoked: [lease('a')] })))
      .after(due)
      .when(settle)
      .then('ReservationSettled');
  });

  test('is not settled while the lease is held, nor twice', () => {
    two
      .given(...limited(1_000, 500))
      .after(due)
      .when(settle)
      .thenNothing();
    two
      .given(...limited(1_000, 500, completed('a', { settles: settles('a', 500, 0) })))
      .after(due)
      .when(settle)
      .thenNothing();
    two.given().when(settle).thenNothing();
  });
});

describe('a budget', () => {
  test('is changed for the run or for one step, from what it was', () => {
    const given = two.given(started({ budget: { nanoUsd: '100' } }));
    given.when(changeBudget('300')).then({
      type: 'RunBudgetChanged',
      data: { scope: 'run', before: { nanoUsd: '100' }, after: { nanoUsd: '300' } },
    });
    given
      .when(changeBudget(undefined))
      .then({ type: 'RunBudgetChanged', data: { before: { nanoUsd: '100' }, after: {} } });
    runOf([{ id: 'a', budget: { usd: '0.00000005' } }])
      .given(started())
      .when(changeBudget('70', 'a'))
      .then({ type: 'RunBudgetChanged', data: { scope: 'step', id: 'a', before: { nanoUsd: '50' } } })
      .when(changeBudget('90', 'a'))
      .then({ type: 'RunBudgetChanged', data: { before: { nanoUsd: '70' }, after: { nanoUsd: '90' } } });
  });
  test('is that of a step which exists, in a run that is open', () => {
    two.given(started()).when(changeBudget('1', 'nobody')).thenRefused('STEP.UNKNOWN');
    two.given(started(), runCancelled()).when(changeBudget('1')).thenRefused('RUN.ENDED');
  });
});
