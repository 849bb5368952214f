import { CommandId } from '../../src/domain/kernel/ids.js';
import type { Actor, Recorded } from '../../src/domain/kernel/envelope.js';
import type { OperatorRequest } from '../../src/domain/operator/commands.js';
import { operatorDecider } from '../../src/domain/operator/decide.js';
import type { OperatorEvent } from '../../src/domain/operator/events.js';

/** When every given event happened. */
export const T0 = Date.parse('2026-11-24T00:00:00.000Z');
const actor: Actor = { kind: 'operator', id: 'admin', name: 'Admin' };

/** The operator decider as sentences: `given(events).when(command, msAfterwards, by)` gives the events, or throws. */
export const given = (...events: readonly OperatorEvent[]) => ({
  when: (request: OperatorRequest, afterMs = 0, by = actor): readonly OperatorEvent[] =>
    operatorDecider.decide(events.map(recorded).reduce(operatorDecider.evolve, operatorDecider.initialState()), {
      ...request,
      facts: { now: T0 + afterMs, actor: by },
    }),
});

const recorded = (event: OperatorEvent, revision: number): Recorded<OperatorEvent> => ({
  ...event,
  id: `event-${revision}`,
  stream: 'operator-ada',
  revision,
  metadata: {
    v: 1,
    commandId: CommandId.parse('00000000-0000-5000-8000-000000000000'),
    index: 0,
    correlationId: 'c',
    causationId: 'c',
    actor,
    at: new Date(T0).toISOString(),
    writer: { version: '0', bootId: 'b' },
    prev: '0'.repeat(64),
    hash: '1'.repeat(64),
  },
});
