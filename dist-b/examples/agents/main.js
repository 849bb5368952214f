import { fork } from "node:child_process";
import { z } from "zod";
import { Supervised } from "./supervisor.js";
const Environment = z.object({
  MC_URL: z.url({ protocol: /^https?$/, error: "give the address of Mission Control, such as http://127.0.0.1:7070" }),
  MC_AGENT_TOKEN: z.string({ error: 'give an agent token ("missionctl agent token NAME" makes one)' }).min(1),
  OPENAI_BASE_URL: z.string().optional()
}), environment = Environment.safeParse(process.env);
environment.success || (console.error(z.prettifyError(environment.error)), process.exit(2));
const agents = {
  "repository-report": "../repository-report/agent.js",
  "invoice-triage": "../invoice-triage/agent.js",
  flaky: "../flaky/agent.js",
  "flaky-dying": "../flaky/dying-agent.js"
}, modelUrl = environment.data.OPENAI_BASE_URL || await demoModelServer(), running = Object.entries(agents).map(
  ([name, script]) => new Supervised(name, new URL(script, import.meta.url), { ...process.env, OPENAI_BASE_URL: modelUrl })
);
let stopping = !1;
function stop() {
  stopping || (stopping = !0, Promise.all(running.map((one) => one.stop())).then(() => process.exit(0)));
}
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, stop);
process.once("disconnect", stop);
await Promise.all(running.map((one) => one.ready));
process.stdout.write(`{"ready":true}
`);
async function demoModelServer() {
  const child = fork(new URL("../model-server/main.js", import.meta.url), { silent: !0 });
  child.stderr?.pipe(process.stderr);
  const Ready = z.object({ ready: z.literal(!0), port: z.int() }), line = await new Promise((resolve, reject) => {
    child.stdout?.once("data", (data) => resolve(data.toString("utf8"))), child.once("exit", () => reject(new Error("the demo model server ended before it was ready")));
  });
  return `http://127.0.0.1:${Ready.parse(JSON.parse(line)).port}/v1`;
}
//# sourceMappingURL=main.js.map
