import { randomUUID } from 'node:crypto';
import { GENESIS, type Recorded } from '../../src/domain/kernel/envelope.js';
import { CommandId } from '../../src/domain/kernel/ids.js';
import type { AppendOutcome, Head, NewEvent } from '../../src/domain/kernel/ports.js';

/** The smallest event of the catalog, for tests of what carries events. */
export function halt(reason = 'a fire', v = 1): NewEvent {
  const commandId = CommandId.parse(randomUUID());
  return {
    id: randomUUID(),
    type: 'HaltOrdered',
    data: { haltId: 'halt-1', scope: { kind: 'everything' }, reason },
    metadata: {
      v,
      commandId,
      index: 0,
      correlationId: commandId,
      causationId: commandId,
      actor: { kind: 'operator', id: 'ann', name: 'Ann' },
      at: '2026-11-24T14:32:07.000Z',
      writer: { version: '0.1.0', bootId: 'boot' },
    },
  };
}

/** The end of a halt. */
export const lifted = (): NewEvent => ({ ...halt(), type: 'HaltLifted' });

export const halts = (count: number): NewEvent[] => Array.from({ length: count }, () => halt());

/** The head of a stream that does not exist yet. */
export const START: Head = { revision: -1, hash: GENESIS };

export function headOf(outcome: AppendOutcome): Head {
  if (outcome.kind !== 'appended') throw new Error('there was a conflict');
  return outcome.head;
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export const revisions = (events: readonly Recorded[]): number[] => events.map(({ revision }) => revision);
