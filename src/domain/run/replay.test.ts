import { describe, expect, test } from 'vitest';
import {
  carriedOver,
  completed,
  dispatched,
  hash,
  key,
  keptResult,
  ORIGIN,
  replaySource,
  RUN,
  runCancelled,
  runPaused,
  started,
} from '../../../test/support/run-events.js';
import { runOf } from '../../../test/support/run-spec.js';
import type { RunRequest } from './commands.js';
import { planOfRun } from './run-plan.js';

const replay: RunRequest = {
  name: 'ReplayRun',
  payload: {
    runId: RUN,
    origin: { runId: ORIGIN, revision: 5 },
    changes: { agents: {}, models: {}, outputs: {} },
    operatorId: 'ada',
  },
};
const carry = (index: number): RunRequest => ({ name: 'CarryOverResult', payload: { index } });
const dispatch = (stepKey: string): RunRequest => ({ name: 'DispatchStep', payload: { stepKey: key(stepKey) } });

const three = runOf([{ id: 'a' }, { id: 'b' }, { id: 'c', dependsOn: ['a'] }], { budget: { usd: '1' } });
const twoKept = started({ source: replaySource(2) });

describe('a replay', () => {
  test('starts like any run, upon what it takes over: its budget is its own', () => {
    three
      .given()
      .when(replay, { source: replaySource(2) })
      .then({
        type: 'RunStarted',
        data: { runId: RUN, rootRunId: RUN, source: replaySource(2), budget: { nanoUsd: '1000000000' } },
      });
  });

  test('a budget of its own is recorded as one', () => {
    three
      .given()
      .when({ ...replay, payload: { ...replay.payload, budget: { nanoUsd: '5' } } })
      .then({ type: 'RunStarted', data: { budget: { nanoUsd: '5' }, policies: { overrides: ['budget'] } } });
  });

  test('is refused while its workflow is halted, and on a run that is there', () => {
    three.given().when(replay, { haltedBecause: 'stop' }).thenRefused('RUN.HALTED');
    three.given(started()).when(replay).thenRefused('RUN.EXISTS');
  });

  test('carries each result over once, in the order of the list', () => {
    three
      .given(twoKept)
      .when(carry(1))
      .thenNothing()
      .when(carry(0), { kept: keptResult('a') })
      .then({ type: 'StepCarriedOver', data: keptResult('a') })
      .when(carry(0), { kept: keptResult('a') })
      .thenNothing()
      .when(carry(1), { kept: keptResult('b') })
      .then('StepCarriedOver')
      .when(carry(2))
      .thenNothing();
  });

  test('dispatches nothing before the last result is carried over', () => {
    three
      .given(twoKept, carriedOver('a'))
      .when(dispatch('c'))
      .thenNothing()
      .when(carry(1), { kept: keptResult('b') })
      .then('StepCarriedOver')
      .when(dispatch('c'))
      .then('StepDispatched');
  });

  test('carries nothing over while it is paused, and nothing once it has ended', () => {
    three.given(twoKept, runPaused).when(carry(0)).thenNothing();
    three.given(twoKept, runCancelled()).when(carry(0)).thenNothing();
  });

  test('is complete with the last result when nothing is left to do', () => {
    three
      .given(started({ source: replaySource(3) }), carriedOver('a'), carriedOver('b'))
      .when(carry(2), { kept: keptResult('c') })
      .then('StepCarriedOver', { type: 'RunCompleted', data: { spentNanoUsd: '0', tokens: 0, steps: 3 } });
  });

  test('finds a kept output where it was carried over, costs nothing for it, and keeps what it had cost apart', () => {
    const { run } = three.given(twoKept, carriedOver('a'));
    expect(run.steps.get(key('a'))).toMatchObject({
      status: 'completed',
      attempt: 0,
      outputAt: 1,
      outputHash: hash('e'),
      summary: 'done before',
      carriedCost: { nanoUsd: 70n, tokens: 7 },
      spent: { nanoUsd: 0n, tokens: 0 },
    });
    expect(run.budget.spent).toEqual({ nanoUsd: 0n, tokens: 0 });
  });

  test('a step that was skipped in the origin stays skipped, without an output', () => {
    const skipped = { outcome: 'skipped', output: undefined, outputHash: undefined, verdict: undefined } as const;
    const { run } = three.given(twoKept, carriedOver('a', skipped));
    expect(run.steps.get(key('a'))).toMatchObject({ status: 'skipped', outputAt: undefined });
  });

  test('works with the agents and models that were chosen for single steps', () => {
    const { byId } = planOfRun(three.plan, { agents: { a: 'special' }, models: { b: 'test/one' } });
    expect(byId.get('a')).toMatchObject({ agentName: 'special', model: undefined });
    expect(byId.get('b')).toMatchObject({ agentName: undefined, model: 'test/one' });
  });

  test('the last result does not complete a run that has steps left', () => {
    three
      .given(started({ source: replaySource(1) }))
      .when(carry(0), { kept: keptResult('a') })
      .then('StepCarriedOver');
    three
      .given(started({ source: replaySource(1) }), carriedOver('a'), dispatched('b'), completed('b'))
      .when(dispatch('c'))
      .then('StepDispatched');
  });
});
