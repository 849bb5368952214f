import { connectAgent } from "../agents/connect.js";
await connectAgent({
  name: "flaky-dying",
  maxConcurrent: 1,
  capabilities: {
    "flaky-dies": (task) => (task.attempt === 1 && process.exit(1), { attempt: task.attempt })
  }
});
//# sourceMappingURL=dying-agent.js.map
