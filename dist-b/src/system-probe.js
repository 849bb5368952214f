function systemProbe(parts) {
  const { config, version, bootId, meter } = parts, embedded = config.MC_EMBEDDED.split(",");
  let ready = !1;
  return parts.scheduler.ready.then(() => ready = !0), {
    version,
    bootId,
    startedAt: Date.now() - process.uptime() * 1e3,
    embedded: { eventStore: embedded.includes("event-store"), postgres: embedded.includes("postgres") },
    eventStore: () => parts.about(),
    processes: () => processesOf(parts, ready),
    behind: (position, now) => meter.behind(position, now)
  };
}
function processesOf({ config, openRuns, pool, gateway, checkpointer }, ready) {
  const waiting = [...pool.waiting().values()].reduce((sum, n) => sum + n, 0), agents = [...gateway.keeper.connections()].length;
  return [
    {
      name: "scheduler",
      running: ready,
      detail: ready ? `${openRuns.size} open runs, ${waiting} wait for an agent` : "reads the open runs",
      figures: { openRuns: openRuns.size, waiting }
    },
    {
      name: "timers",
      running: !0,
      detail: openRuns.due.size === 1 ? "1 run has something due" : `${openRuns.due.size} runs have something due`,
      figures: { due: openRuns.due.size }
    },
    {
      name: "gateway",
      running: !0,
      detail: `${agents} agent processes connected here, ${pool.inFlight} attempts under way`,
      figures: { agents, inFlight: pool.inFlight }
    },
    {
      name: "projections",
      running: config.MC_PROJECTIONS,
      detail: config.MC_PROJECTIONS ? "fill the read models" : "left to another process",
      figures: {}
    },
    {
      name: "checkpoints",
      running: checkpointer.problem === null,
      detail: checkpointer.problem ?? (checkpointer.last === null ? "nothing is signed yet" : `newest of ${checkpointer.last.at}`),
      figures: checkpointer.last === null ? {} : { size: checkpointer.last.size }
    }
  ];
}
export {
  systemProbe
};
//# sourceMappingURL=system-probe.js.map
