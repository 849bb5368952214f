import { assertNever, DomainError } from "../kernel/errors.js";
const exportDecider = {
  stateVersion: 1,
  initialState: () => ({ status: "none" }),
  decide(state, command) {
    switch (command.name) {
      case "RequestExport":
        if (state.status !== "none")
          throw new DomainError("EXPORT.EXISTS", "conflict", "An export with this id was asked for before.");
        return [{ type: "ExportRequested", data: command.payload }];
      case "FinishExport":
        if (state.status === "none") throw new DomainError("EXPORT.NOT_FOUND", "notFound", "There is no such export.");
        if (state.status === "finished")
          throw new DomainError("EXPORT.ENDED", "conflict", "The export has ended already.");
        return [{ type: "ExportFinished", data: { exportId: state.request.exportId, ...command.payload } }];
      default:
        return assertNever(command);
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case "ExportRequested":
        return { status: "running", request: event.data };
      case "ExportFinished":
        return state.status === "none" ? state : { ...state, status: "finished" };
      default:
        return assertNever(event);
    }
  }
};
export {
  exportDecider
};
//# sourceMappingURL=decide.js.map
