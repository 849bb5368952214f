import type { Decider } from '../kernel/decider.js';
import { assertNever, DomainError } from '../kernel/errors.js';
import type { ControlCommand } from './commands.js';
import type { ControlEvent } from './events.js';
import { sameScope, type Control } from './state.js';

/** Emergency stop of a workflow or of everything: one open halt per scope. */
export const controlDecider: Decider<Control, ControlCommand, ControlEvent> = {
  stateVersion: 1,
  initialState: () => ({ open: [], lifted: [] }),
  decide(control, command) {
    switch (command.name) {
      case 'OrderHalt': {
        const { haltId, scope, reason } = command.payload;
        const open = control.open.find((halt) => sameScope(halt.scope, scope));
        if (open)
          throw new DomainError(
            'HALT.OPEN_ALREADY',
            'conflict',
            `${scope.kind === 'everything' ? 'Everything' : `Workflow "${scope.id}"`} is halted already: ${open.reason} (halt ${open.haltId}).`,
            { haltId: open.haltId },
          );
        return [{ type: 'HaltOrdered', data: { haltId, scope, reason } }];
      }
      case 'LiftHalt': {
        const { haltId, reason } = command.payload;
        const halt = control.open.find((it) => it.haltId === haltId);
        if (halt) return [{ type: 'HaltLifted', data: { haltId, scope: halt.scope, reason } }];
        throw control.lifted.includes(haltId)
          ? new DomainError('HALT.LIFTED_ALREADY', 'conflict', `Halt ${haltId} was lifted already.`)
          : new DomainError('HALT.NOT_FOUND', 'notFound', `There is no halt ${haltId}. List the open ones first.`);
      }
      default:
        return assertNever(command);
    }
  },
  evolve(control, event) {
    switch (event.type) {
      case 'HaltOrdered':
        control.open.push(event.data);
        return control;
      case 'HaltLifted':
        control.open = control.open.filter((halt) => halt.haltId !== event.data.haltId);
        control.lifted.push(event.data.haltId);
        return control;
      default:
        return assertNever(event);
    }
  },
};
