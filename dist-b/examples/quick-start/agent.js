import { agent, result } from "@mission-control/agent";
const { MC_URL = "", MC_AGENT_TOKEN = "" } = process.env, connected = agent({
  url: MC_URL,
  token: MC_AGENT_TOKEN,
  capabilities: {
    summarize: async (task, ctx) => {
      ctx.progress({ message: "reading" });
      const words = String(task.inputs.text ?? "").split(/\s+/);
      return result(
        { summary: words.slice(0, 20).join(" "), words: words.length },
        { summary: `${words.length} words` }
      );
    }
  }
});
await connected.started;
//# sourceMappingURL=agent.js.map
