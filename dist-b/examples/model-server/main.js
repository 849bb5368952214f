import { parseArgs } from "node:util";
import { modelServer } from "./server.js";
const { values } = parseArgs({ options: { port: { type: "string", default: "0" } } }), port = Number(values.port);
(!Number.isInteger(port) || port < 0 || port > 65535) && (console.error(`--port: "${values.port}" is not a port; use 0 to 65535 (0: a free one)`), process.exit(2));
const server = modelServer();
server.on("error", (error) => {
  console.error(`the model server cannot listen on 127.0.0.1:${port}: ${error.message}`), process.exit(1);
});
server.listen(port, "127.0.0.1", () => {
  const address = server.address();
  if (address === null || typeof address == "string") throw new Error("the model server has no port");
  process.stdout.write(`${JSON.stringify({ ready: !0, port: address.port })}
`);
});
function stop() {
  server.close(() => process.exit(0)), server.closeAllConnections();
}
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, stop);
process.once("disconnect", stop);
//# sourceMappingURL=main.js.map
