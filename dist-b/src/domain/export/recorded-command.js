function recordedExportCommand([first], { now }) {
  const facts = { now, actor: first.metadata.actor };
  switch (first.type) {
    case "ExportRequested":
      return { name: "RequestExport", payload: first.data, facts };
    case "ExportFinished":
      return { name: "FinishExport", payload: first.data, facts };
  }
}
export {
  recordedExportCommand
};
//# sourceMappingURL=recorded-command.js.map
