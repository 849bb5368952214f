import type { CommandEvents, RecordedFacts } from '../kernel/redecide.js';
import type { ControlCommand } from './commands.js';
import type { ControlEvent } from './events.js';

/** The command that gave these events, as they show it. */
export function recordedControlCommand([first]: CommandEvents<ControlEvent>, { now }: RecordedFacts): ControlCommand {
  const facts = { now, actor: first.metadata.actor };
  switch (first.type) {
    case 'HaltOrdered':
      return { name: 'OrderHalt', payload: first.data, facts };
    case 'HaltLifted':
      return { name: 'LiftHalt', payload: { haltId: first.data.haltId, reason: first.data.reason }, facts };
  }
}
