import { agent } from "@mission-control/agent";
async function connectAgent(options) {
  const { MC_URL: url = "", MC_AGENT_TOKEN: token = "" } = process.env;
  try {
    const connected = agent({ url, token, ...options });
    let stopping = !1;
    const stop = () => {
      stopping || (stopping = !0, connected.close({ timeoutMs: 3e3 }).then(() => process.exit(0)));
    };
    for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, stop);
    process.once("disconnect", stop), process.channel?.unref(), await connected.started, process.send?.({ ready: !0 });
  } catch (error) {
    console.error(`${options.name}: ${error instanceof Error ? error.message : String(error)}`), process.exit(1);
  }
}
export {
  connectAgent
};
//# sourceMappingURL=connect.js.map
