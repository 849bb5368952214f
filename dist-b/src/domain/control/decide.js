import { assertNever, DomainError } from "../kernel/errors.js";
import { sameScope } from "./state.js";
const controlDecider = {
  stateVersion: 1,
  initialState: () => ({ open: [], lifted: [] }),
  decide(control, command) {
    switch (command.name) {
      case "OrderHalt": {
        const { haltId, scope, reason } = command.payload, open = control.open.find((halt) => sameScope(halt.scope, scope));
        if (open)
          throw new DomainError(
            "HALT.OPEN_ALREADY",
            "conflict",
            `${scope.kind === "everything" ? "Everything" : `Workflow "${scope.id}"`} is halted already: ${open.reason} (halt ${open.haltId}).`,
            { haltId: open.haltId }
          );
        return [{ type: "HaltOrdered", data: { haltId, scope, reason } }];
      }
      case "LiftHalt": {
        const { haltId, reason } = command.payload, halt = control.open.find((it) => it.haltId === haltId);
        if (halt) return [{ type: "HaltLifted", data: { haltId, scope: halt.scope, reason } }];
        throw control.lifted.includes(haltId) ? new DomainError("HALT.LIFTED_ALREADY", "conflict", `Halt ${haltId} was lifted already.`) : new DomainError("HALT.NOT_FOUND", "notFound", `There is no halt ${haltId}. List the open ones first.`);
      }
      default:
        return assertNever(command);
    }
  },
  evolve(control, event) {
    switch (event.type) {
      case "HaltOrdered":
        return control.open.push(event.data), control;
      case "HaltLifted":
        return control.open = control.open.filter((halt) => halt.haltId !== event.data.haltId), control.lifted.push(event.data.haltId), control;
      default:
        return assertNever(event);
    }
  }
};
export {
  controlDecider
};
//# sourceMappingURL=decide.js.map
