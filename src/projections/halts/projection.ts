import type { ControlEvent } from '../../domain/control/events.js';
import { operatorIdOf, type Recorded } from '../../domain/kernel/envelope.js';
import { InconsistentEvent } from '../batch/inconsistent.js';
import type { Changes } from '../batch/changes.js';
import type { HaltRow } from '../rows.js';

/** Emergency stops of a workflow or of everything: open until they are lifted. */
export function projectHalt(known: Map<string, HaltRow>, event: Recorded<ControlEvent>, changes: Changes): void {
  const at = event.metadata.at;
  const by = operatorIdOf(event.metadata.actor);
  const { haltId, scope, reason } = event.data;
  switch (event.type) {
    case 'HaltOrdered': {
      const halt: HaltRow = {
        haltId,
        workflowId: scope.kind === 'workflow' ? scope.id : null,
        reason,
        orderedAt: at,
        orderedBy: by,
        liftedAt: null,
        liftedBy: null,
        liftReason: null,
      };
      known.set(haltId, halt);
      return changes.halts.insert(halt);
    }
    case 'HaltLifted': {
      const halt = known.get(haltId);
      if (!halt) throw new InconsistentEvent(`halt ${haltId} was never ordered`);
      halt.liftedAt = at;
      halt.liftedBy = by;
      halt.liftReason = reason;
      return changes.halts.update(halt);
    }
  }
}
