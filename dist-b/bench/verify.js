import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { cpuOfTree, peakMemoryMb } from "./processes.js";
const EVENTS = Number(process.env.EVENTS ?? 1e6), folder = await mkdtemp(path.join(os.tmpdir(), "mission-control-bench-")), round = (value) => Number(value.toFixed(1));
async function measured(command, args) {
  const started = performance.now(), child = spawn(command, args, { stdio: ["ignore", "ignore", "inherit"] });
  let peakMb = null, cpuSeconds = 0;
  const look = setInterval(() => {
    peakMb = peakMemoryMb(child.pid ?? 0) ?? peakMb, cpuSeconds = Math.max(cpuSeconds, cpuOfTree(child.pid ?? 0));
  }, 100), [code] = await once(child, "exit");
  if (clearInterval(look), code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${String(code)}`);
  return { seconds: round((performance.now() - started) / 1e3), cpuSeconds: round(cpuSeconds), peakMb };
}
const bundle = async (events) => {
  const file = path.join(folder, `${events}.tar`);
  return await measured(process.execPath, ["verify/test/large-bundle.mjs", file, String(events)]), file;
};
try {
  const few = Math.ceil(EVENTS / 10), large = await bundle(EVENTS), small = await bundle(few), node = await measured(process.execPath, ["verify/mission-control-verify.mjs", large]), nodeFew = await measured(process.execPath, ["verify/mission-control-verify.mjs", small]), python = await measured("python3", ["verify/python/verify_evidence.py", small]), bundleMb = Math.round((await stat(large)).size / 1e6), figures = {
    events: EVENTS,
    bundleMb,
    node,
    nodeFew: { events: few, ...nodeFew },
    python: { events: few, ...python }
  };
  for (const [key, value] of Object.entries(figures)) console.log(`${key.padEnd(10)} ${JSON.stringify(value)}`);
  console.log(
    JSON.stringify({ scenario: "verify", version: process.version, ...figures, load1: round(os.loadavg()[0] ?? 0) })
  );
} finally {
  await rm(folder, { recursive: !0, force: !0 });
}
//# sourceMappingURL=verify.js.map
