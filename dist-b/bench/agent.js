import { agent } from "@mission-control/agent";
const text = "x".repeat(64);
let marks = {};
const noop = agent({
  url: process.env.MC_URL ?? "",
  token: process.env.MC_AGENT_TOKEN ?? "",
  name: "bench",
  maxConcurrent: 1e3,
  capabilities: {
    noop: async (task) => ((marks[task.runId] ??= []).push(performance.timeOrigin + performance.now()), { ok: !0, step: task.step.stepKey, text })
  }
});
process.on("message", (message) => {
  message === "marks" && (process.send?.({ marks }), marks = {});
});
for (const signal of ["SIGTERM", "SIGINT"])
  process.once(signal, () => {
    noop.close().then(() => process.exit(0));
  });
process.on("disconnect", () => process.exit(0));
await noop.started;
process.stdout.write(`{"ready":true}
`);
//# sourceMappingURL=agent.js.map
