import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";
const built = (file) => fileURLToPath(new URL(`../../${file}`, import.meta.url));
async function withNode(folder, use) {
  const node = fork(
    built("src/embedded/event-store/main.js"),
    ["--data", path.join(folder, "event-store"), "--port", "0", "--exit-with-parent"],
    { stdio: ["ignore", "pipe", "inherit", "ipc"] }
  ), [line] = await once(node.stdout ?? node, "data"), { port } = JSON.parse(String(line));
  try {
    return await use(`esdb://127.0.0.1:${port}?tls=false`);
  } finally {
    const gone = once(node, "exit");
    node.kill("SIGTERM"), await gone;
  }
}
export {
  withNode
};
//# sourceMappingURL=node.js.map
