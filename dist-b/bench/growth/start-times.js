import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { round } from "./cost.js";
const main = fileURLToPath(new URL("../../src/start/main.js", import.meta.url));
async function startTimes(folder) {
  const from = performance.now(), child = spawn(process.execPath, [main], {
    env: { ...process.env, MC_DATA_DIR: folder, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "inherit"]
  }), times = {}, said = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    const stage = /^ {2}(\S.{0,17}?) {2,}.*\((\d+\.\d) s\)$/.exec(line);
    stage?.[1] !== void 0 && times.all === void 0 && (times[stage[1]] = Number(stage[2])), line.includes("Mission Control is ready") && (times.all = round((performance.now() - from) / 1e3), child.kill("SIGTERM"));
  }
  if (child.exitCode === null && await once(child, "exit"), times.all === void 0) throw new Error(`npm start did not get ready:
${said.join(`
`)}`);
  return times;
}
export {
  startTimes
};
//# sourceMappingURL=start-times.js.map
