import { operatorIdOf } from "../../domain/kernel/envelope.js";
import { InconsistentEvent } from "../batch/inconsistent.js";
function projectHalt(known, event, changes) {
  const at = event.metadata.at, by = operatorIdOf(event.metadata.actor), { haltId, scope, reason } = event.data;
  switch (event.type) {
    case "HaltOrdered": {
      const halt = {
        haltId,
        workflowId: scope.kind === "workflow" ? scope.id : null,
        reason,
        orderedAt: at,
        orderedBy: by,
        liftedAt: null,
        liftedBy: null,
        liftReason: null
      };
      return known.set(haltId, halt), changes.halts.insert(halt);
    }
    case "HaltLifted": {
      const halt = known.get(haltId);
      if (!halt) throw new InconsistentEvent(`halt ${haltId} was never ordered`);
      return halt.liftedAt = at, halt.liftedBy = by, halt.liftReason = reason, changes.halts.update(halt);
    }
  }
}
export {
  projectHalt
};
//# sourceMappingURL=projection.js.map
