import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import {} from "../embedded/data-folder.js";
import { startProgram } from "./child-process.js";
import { logFile } from "./log-file.js";
import {} from "./server-api.js";
import {} from "./supervisor.js";
const agentId = "examples", Kept = z.object({ tokenId: z.string(), token: z.string() }), Connected = z.object({ ready: z.literal(!0) }), Serving = z.object({ ready: z.literal(!0), port: z.number().int() });
function modelServerService(script, dataFolder, port) {
  return {
    name: "demo model server",
    url: () => `http://127.0.0.1:${port}/v1`,
    start: async (signal) => startProgram(
      {
        title: "demo model server",
        script,
        args: ["--port", String(port)],
        logFile: await logFile(dataFolder, "model-server"),
        ready: { by: "stdout", schema: Serving }
      },
      signal
    )
  };
}
async function exampleAgentsService(script, folder, api, env) {
  const token = await agentToken(folder, api);
  return {
    name: "example agents",
    start: async (signal) => startProgram(
      {
        title: "example agents",
        script,
        env: { MC_URL: env.serverUrl, MC_AGENT_TOKEN: token, OPENAI_BASE_URL: env.openaiBaseUrl },
        logFile: await logFile(folder.path, "example-agents"),
        ready: { by: "stdout", schema: Connected }
      },
      signal
    )
  };
}
async function agentToken(folder, api) {
  const kept = await folder.read("agents.json", Kept);
  if (kept !== void 0 && (await api.validTokenIds(agentId)).includes(kept.tokenId)) return kept.token;
  const issued = await api.issueAgentToken(agentId, "npm start");
  return await folder.write("agents.json", issued), issued.token;
}
async function applyExampleWorkflows(root, api) {
  const examples = path.join(root, "examples"), applied = [];
  for (const entry of await readdir(examples, { withFileTypes: !0 })) {
    if (!entry.isDirectory()) continue;
    const text = await readFile(path.join(examples, entry.name, "workflow.yaml"), "utf8").catch(() => {
    });
    text !== void 0 && (await api.applyWorkflow(text), applied.push(entry.name));
  }
  return applied.sort();
}
export {
  applyExampleWorkflows,
  exampleAgentsService,
  modelServerService
};
//# sourceMappingURL=examples.js.map
