import { describe, expect, test } from 'vitest';
import type { Recorded } from '../kernel/envelope.js';
import { CommandId } from '../kernel/ids.js';
import type { ControlRequest } from './commands.js';
import { controlDecider } from './decide.js';
import type { ControlEvent } from './events.js';
import { isHalted } from './state.js';

const facts = { now: 0, actor: { kind: 'operator', id: 'admin', name: 'Admin' } } as const;
const recorded = (event: ControlEvent, revision: number): Recorded<ControlEvent> => ({
  ...event,
  id: `event-${revision}`,
  stream: 'control',
  revision,
  metadata: {
    v: 1,
    commandId: CommandId.parse('00000000-0000-5000-8000-000000000000'),
    index: 0,
    correlationId: 'c',
    causationId: 'c',
    actor: facts.actor,
    at: '2026-11-24T00:00:00.000Z',
    writer: { version: '0', bootId: 'b' },
    prev: '0'.repeat(64),
    hash: '1'.repeat(64),
  },
});
const given = (...events: ControlEvent[]) => ({
  when: (request: ControlRequest) =>
    controlDecider.decide(events.map(recorded).reduce(controlDecider.evolve, controlDecider.initialState()), {
      ...request,
      facts,
    }),
});

const order = (haltId: string, workflow?: string): Extract<ControlEvent, { type: 'HaltOrdered' }> => ({
  type: 'HaltOrdered',
  data: {
    haltId,
    scope: workflow === undefined ? { kind: 'everything' } : { kind: 'workflow', id: workflow },
    reason: 'wrong host',
  },
});
const lifted = (haltId: string): ControlEvent => ({
  type: 'HaltLifted',
  data: { haltId, scope: { kind: 'everything' }, reason: 'fixed' },
});

describe('emergency stop', () => {
  test('one halt is open per scope', () => {
    const again = order('h2', 'flaky');
    expect(given(order('h1')).when({ name: 'OrderHalt', payload: again.data })).toEqual([again]);
    expect(() => given(order('h1', 'flaky')).when({ name: 'OrderHalt', payload: again.data })).toThrow(
      expect.objectContaining({ code: 'HALT.OPEN_ALREADY', details: { haltId: 'h1' } }),
    );
  });

  test('a halt is lifted once', () => {
    const lift: ControlRequest = { name: 'LiftHalt', payload: { haltId: 'h1', reason: 'fixed' } };
    expect(given(order('h1')).when(lift)).toEqual([lifted('h1')]);
    expect(() => given(order('h1'), lifted('h1')).when(lift)).toThrow(
      expect.objectContaining({ code: 'HALT.LIFTED_ALREADY', kind: 'conflict' }),
    );
    expect(() => given().when(lift)).toThrow(expect.objectContaining({ code: 'HALT.NOT_FOUND', kind: 'notFound' }));
  });

  test('a workflow is halted by its own halt and by that of everything, until both are lifted', () => {
    const after = (...events: ControlEvent[]) =>
      events.map(recorded).reduce(controlDecider.evolve, controlDecider.initialState());
    expect(isHalted(after(order('h1', 'flaky')), 'flaky')).toBe(true);
    expect(isHalted(after(order('h1', 'flaky')), 'hello')).toBe(false);
    expect(isHalted(after(order('h1')), 'hello')).toBe(true);
    expect(isHalted(after(order('h1'), order('h2', 'flaky'), lifted('h1')), 'flaky')).toBe(true);
    expect(isHalted(after(order('h1'), lifted('h1')), 'hello')).toBe(false);
  });
});
