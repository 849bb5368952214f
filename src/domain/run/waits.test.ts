import { describe, expect, test } from 'vitest';
import {
  approvalId,
  approvalRequested,
  budgetExceeded,
  completed,
  deadLettered,
  dispatched,
  failed,
  granted,
  HOUR,
  instant,
  lease,
  leaseLost,
  MINUTE,
  retryScheduled,
  runCancelled,
  runHalted,
  runPaused,
  runResumed,
  started,
  T0,
} from '../../../test/support/run-events.js';
import { runOf } from '../../../test/support/run-spec.js';
import { dueCommands, nextDue } from '../scheduling/due.js';
import type { RunEvent } from './events.js';
import { HOLD_MS } from './lifecycle.js';
import { waitsOf, type Wait } from './waits.js';

const two = runOf([
  { id: 'a', estimate: { usd: '0.00000015' } },
  { id: 'b', dependsOn: ['a'] },
]);
const waits = (...events: RunEvent[]): Wait[] => waitsOf(two.given(...events).state, two.plan, T0);
const due = (...events: RunEvent[]): number | undefined => {
  const next = nextDue(two.given(...events).state);
  return next === undefined ? undefined : next - T0;
};
const commands = (ms: number, ...events: RunEvent[]) => dueCommands(two.given(...events).state, T0 + ms);
const lost: RunEvent[] = [leaseLost('a'), retryScheduled('a', 2)];

describe('an open run waits for', () => {
  test('nothing while a step runs', () => {
    expect(waits(started(), dispatched('a'))).toEqual([]);
  });
  test('an agent of the capability that a ready step wants', () => {
    expect(waits(started())).toEqual([{ kind: 'agent', stepKey: 'a', capability: 'work' }]);
    const wide = runOf([{ id: 'a' }, { id: 'b' }]);
    expect(waitsOf(wide.given(started()).state, wide.plan, T0)).toEqual([
      { kind: 'agent', steps: 2, capability: 'work' },
    ]);
  });
  test('a slot within its own limit on parallelism', () => {
    const wide = runOf([{ id: 'a' }, { id: 'b' }]);
    const { state } = wide.given(started({ limits: { parallelism: 1 } }), dispatched('a'));
    expect(waitsOf(state, wide.plan, T0)).toEqual([{ kind: 'slot', stepKey: 'b', limit: 1 }]);
  });
  test('an approval, until its deadline', () => {
    expect(waits(started(), approvalRequested('a'))).toEqual([
      { kind: 'approval', stepKey: 'a', approvalId: approvalId('a'), until: T0 + 24 * HOUR },
    ]);
  });
  test('a retry, until its time', () => {
    expect(waits(started(), dispatched('a'), failed('a'), retryScheduled('a', 2))).toEqual([
      { kind: 'retry', stepKey: 'a', until: T0 + 1_000 },
    ]);
  });
  test('a budget that is short, and the attempt that still holds a part of it', () => {
    const short = started({ budget: { nanoUsd: '100' } });
    expect(waits(short, budgetExceeded('a'))).toEqual([{ kind: 'budget', stepKey: 'a' }]);
    expect(waits(short, dispatched('a', { holds: 100 }), ...lost, budgetExceeded('a'))).toEqual([
      { kind: 'budget', stepKey: 'a', heldByAttempt: 1, until: T0 + 10 * MINUTE + HOLD_MS },
    ]);
  });
  test('a person, when a step is a dead letter', () => {
    expect(waits(started(), dispatched('a'), failed('a'), deadLettered('a'))).toEqual([
      { kind: 'deadLetter', stepKey: 'a' },
    ]);
  });
  test('a person, when it is paused or halted', () => {
    expect(waits(started(), runPaused)).toEqual([{ kind: 'paused' }]);
    expect(waits(started(), runHalted())).toEqual([{ kind: 'halted', reason: 'stop' }]);
  });
  test('the budget, when a halt took back the grant of a step that is short', () => {
    const short = [started({ budget: { nanoUsd: '100' } }), approvalRequested('a'), granted('a'), budgetExceeded('a')];
    expect(waits(...short, runHalted({ withdrawn: [approvalId('a')] }), runResumed)).toEqual([
      { kind: 'budget', stepKey: 'a' },
    ]);
  });
  test('nothing once it has ended', () => {
    expect(waits(started(), runCancelled())).toEqual([]);
    expect(waits()).toEqual([]);
  });
});

describe('the next that is due', () => {
  test('is the earliest of timeouts, retries, expiries and the run’s deadline', () => {
    const all: RunEvent[] = [started({ deadlineAt: instant(5 * HOUR) })];
    expect(due(...all)).toBe(5 * HOUR);
    all.push(approvalRequested('b', { expiresAt: instant(HOUR) }));
    expect(due(...all)).toBe(HOUR);
    expect(due(...all, dispatched('a'))).toBe(10 * MINUTE);
    expect(due(...all, dispatched('a'), failed('a'), retryScheduled('a', 2))).toBe(1_000);
  });
  test('is the settlement of a lease that is gone, also after the end', () => {
    const held = [started(), dispatched('a', { holds: 10 })];
    expect(due(...held, ...lost, runPaused)).toBe(10 * MINUTE + HOLD_MS);
    expect(due(...held, runCancelled({ revoked: [lease('a')] }))).toBe(10 * MINUTE + HOLD_MS);
  });
  test('is nothing where nothing waits for time', () => {
    expect(due()).toBeUndefined();
    expect(due(started())).toBeUndefined();
    expect(due(started({ deadlineAt: instant(HOUR) }), dispatched('a'), runCancelled({ revoked: [lease('a')] }))).toBe(
      undefined,
    );
    expect(due(started(), approvalRequested('a'), granted('a'))).toBeUndefined();
  });
});

describe('what is due', () => {
  test('at its time and not before: the deadline, timeouts, expiries, settlements', () => {
    const events = [
      started({ deadlineAt: instant(HOUR) }),
      dispatched('a'),
      approvalRequested('b', { expiresAt: instant(HOUR) }),
    ];
    expect(commands(10 * MINUTE - 1, ...events)).toEqual([]);
    expect(commands(10 * MINUTE, ...events).map(({ name }) => name)).toEqual(['TimeOutAttempt']);
    expect(commands(HOUR, ...events).map(({ name }) => name)).toEqual([
      'FailOnDeadline',
      'TimeOutAttempt',
      'ExpireApproval',
    ]);
    const held = [started(), dispatched('a', { holds: 10 }), ...lost];
    expect(commands(10 * MINUTE + HOLD_MS, ...held).map(({ name }) => name)).toEqual(['SettleReservation']);
  });
  test('is never a retry: a step whose time has come is ready', () => {
    expect(commands(HOUR, started(), dispatched('a'), completed('a'), ...lost)).toEqual([]);
  });
  test('is nothing but settlements once the run has ended', () => {
    const ended = [
      started({ deadlineAt: instant(1) }),
      approvalRequested('b', { expiresAt: instant(1) }),
      runCancelled(),
    ];
    expect(commands(HOUR, ...ended)).toEqual([]);
    expect(commands(HOUR)).toEqual([]);
  });
});
