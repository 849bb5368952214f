import { agent } from "@mission-control/agent";
const EFFECTS = 98, AT_ONCE = 100;
async function busyAgent(product) {
  const { token } = await product.post("/api/agents/busy/tokens", { name: "busy" }), busy = agent({
    url: product.url,
    token: String(token),
    name: "busy",
    maxConcurrent: 1e3,
    capabilities: {
      effects: async (task, ctx) => {
        for (let i = 0; i < EFFECTS; i++)
          await ctx.sideEffect({
            kind: "http",
            target: `item-${i}`,
            receipt: { status: 200, step: task.step.stepKey }
          });
        return { ok: !0 };
      },
      pause: async (task) => (await new Promise((resolve) => setTimeout(resolve, Number(task.inputs.ms))), { ok: !0 })
    }
  });
  return await busy.started, busy;
}
async function runOfEvents(product, events) {
  const steps = Math.round(events / (EFFECTS + 2)), id = `events-${events}`;
  await product.post("/api/workflows", {
    definition: {
      id,
      name: `A run of ${events} events`,
      limits: { parallelism: AT_ONCE },
      steps: Array.from({ length: steps }, (_, i) => ({
        id: `step-${i}`,
        agent: "effects",
        timeout: "1h",
        output: { type: "object" },
        // Rows of ten: a graph with a shape.
        ...i < 10 ? {} : { dependsOn: [`step-${i - 10}`] }
      }))
    }
  });
  const { runId, position } = await product.post("/api/runs", { workflowId: id, input: {} });
  return { runId: String(runId), events: await ended(product, String(runId), String(position)) };
}
async function ended(product, runId, position) {
  for (; ; ) {
    const { run } = await product.get(`/api/runs/${runId}?atLeast=${position}`), { status, revision } = Object(run);
    if (status === "completed") return Number(revision) + 1;
    if (status !== "running") throw new Error(`The run of many events is ${String(status)}.`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
export {
  busyAgent,
  runOfEvents
};
//# sourceMappingURL=console-runs.js.map
