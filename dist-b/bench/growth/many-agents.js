import { agent } from "@mission-control/agent";
import { z } from "zod";
const Order = z.object({ url: z.string(), tokens: z.array(z.string()) });
let marks = {};
const silent = { debug: () => {
}, info: () => {
}, warn: console.warn, error: console.error };
async function connect({ url, tokens }) {
  const agents = tokens.map(
    (token, i) => agent({
      url,
      token,
      name: `Agent ${i}`,
      log: silent,
      capabilities: {
        noop: (task) => ((marks[task.runId] ??= []).push(performance.timeOrigin + performance.now()), Promise.resolve({ ok: !0 }))
      }
    })
  );
  await Promise.all(agents.map(({ started }) => started)), process.send?.({ ready: !0 });
}
process.on("message", (message) => {
  if (message !== "marks") return void connect(Order.parse(message));
  process.send?.({ marks }), marks = {};
});
process.on("disconnect", () => process.exit(0));
//# sourceMappingURL=many-agents.js.map
