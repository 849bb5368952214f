import { execFile, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { processIdentity } from "../process-identity.js";
import { StartupError } from "../startup-error.js";
import {} from "./binaries.js";
import { postgresEnvironment } from "./cluster.js";
const run = promisify(execFile), startupMs = 6e4, fastShutdownMs = 15e3, pollMs = 20;
async function startPostmaster(binaries, cluster, port, settings, log) {
  await stopOrphan(cluster.folder, binaries.postgres, log);
  const all = {
    listen_addresses: "127.0.0.1",
    // A socket's path is limited to 107 bytes and its folder must be writable by the other user: TCP only.
    unix_socket_directories: "",
    password_encryption: "scram-sha-256",
    timezone: "UTC",
    log_timezone: "UTC",
    jit: "off",
    ...settings
  }, args = [
    "-D",
    cluster.folder,
    "-p",
    String(port),
    ...Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`])
  ], call = cluster.user.commandFor(binaries.postgres, args), child = spawn(call.command, call.args, {
    ...call.ids,
    cwd: "/",
    detached: !0,
    env: postgresEnvironment(),
    stdio: ["ignore", "ignore", "pipe"]
  }), exited = new Promise((resolve) => {
    child.once("exit", () => resolve()), child.once("error", () => resolve());
  });
  let reason = "";
  createInterface({ input: child.stderr }).on("line", (line) => {
    log(line), /\b(FATAL|PANIC):|error while loading/.test(line) && (reason ||= line.replace(/^.*?\b(FATAL|PANIC):\s*/, ""));
  });
  const gone = exited.then(() => "gone"), outcome = await Promise.race([gone, takesConnections(child, cluster.folder)]);
  if (outcome !== "ready" || child.pid === void 0)
    throw await end(child, exited), new StartupError(
      `PostgreSQL did not start on port ${port}: ${reason || (outcome === "gone" ? "it ended at once" : "no answer within a minute")}.`
    );
  return { pid: child.pid, exited, stop: () => end(child, exited) };
}
async function takesConnections(child, folder) {
  const until = Date.now() + startupMs;
  for (; Date.now() < until && child.exitCode === null && child.signalCode === null; ) {
    const lines = await pidFile(folder);
    if (Number(lines[0]) === child.pid && lines[7]?.trim() === "ready") return "ready";
    await delay(pollMs);
  }
  return "late";
}
async function end(child, exited) {
  child.kill("SIGINT");
  const timer = setTimeout(() => child.kill("SIGKILL"), fastShutdownMs);
  await exited, clearTimeout(timer);
}
async function stopOrphan(folder, program, log) {
  const pid = Number((await pidFile(folder))[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !await isPostmasterOf(pid, folder, program)) return;
  log(`A PostgreSQL server of an earlier start (pid ${pid}) still runs on this folder: it is shut down.`);
  const until = Date.now() + fastShutdownMs;
  for (signal(pid, "SIGINT"); await processIdentity(pid) !== void 0; )
    Date.now() > until && signal(pid, "SIGKILL"), await delay(pollMs);
}
async function isPostmasterOf(pid, folder, program) {
  const line = await commandLine(pid);
  return line.includes(folder) && line.includes(path.basename(program));
}
async function commandLine(pid) {
  try {
    return process.platform === "linux" ? (await readFile(`/proc/${pid}/cmdline`, "utf8")).split("\0").join(" ") : (await run("ps", ["-ww", "-o", "args=", "-p", String(pid)])).stdout;
  } catch {
    return "";
  }
}
async function pidFile(folder) {
  try {
    return (await readFile(path.join(folder, "postmaster.pid"), "utf8")).split(`
`);
  } catch {
    return [];
  }
}
function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
  }
}
export {
  startPostmaster
};
//# sourceMappingURL=postmaster.js.map
