import { spawn } from "node:child_process";
import { open, stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import { z } from "zod";
import { StartupError } from "../embedded/startup-error.js";
import {} from "./supervisor.js";
import { readyWithinMs, stopGraceMs } from "./timing.js";
const V8_FLAGS = ["--max-semi-space-size=32", "--always-sparkplug"], preload = new URL("./exit-with-parent.js", import.meta.url).href;
async function startProgram(program, signal) {
  const log = await open(program.logFile, "a", 384), from = (await stat(program.logFile)).size;
  let child;
  try {
    child = spawn(process.execPath, [...V8_FLAGS, "--import", preload, program.script, ...program.args ?? []], {
      env: { ...process.env, ...program.env },
      // A group of its own: Ctrl-C in a terminal must reach the launcher only, which stops its children in order.
      detached: !0,
      // Output goes to the file itself, not through this process: a busy child costs the launcher nothing.
      stdio: ["ignore", program.ready.by === "stdout" ? "pipe" : log.fd, log.fd, "ipc"]
    });
  } finally {
    await log.close();
  }
  const exited = new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message)), child.once("exit", (code, by) => {
      killGroup(child), resolve(by ?? `exit code ${code}`);
    });
  }), kill = () => killGroup(child);
  signal.addEventListener("abort", kill, { once: !0 });
  try {
    const outcome = await Promise.race([
      readiness(child, program).then((ready) => ({ ready })),
      exited.then((how) => ({ how }))
    ]);
    if ("ready" in outcome)
      return { pid: child.pid ?? 0, ready: outcome.ready, exited, kill, stop: () => stop(child, exited) };
    const said = await lastLine(program.logFile, from);
    throw new StartupError(
      `The ${program.title} did not start (${outcome.how}): ${said} Its log is ${program.logFile}.`
    );
  } catch (error) {
    throw kill(), error;
  } finally {
    signal.removeEventListener("abort", kill);
  }
}
function readiness(child, program) {
  const { ready } = program;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(
        new StartupError(
          `The ${program.title} did not get ready within ${readyWithinMs / 1e3} s. Its log is ${program.logFile}.`
        )
      );
    }, readyWithinMs), offer = (candidate) => {
      const parsed = ready.schema.safeParse(candidate);
      parsed.success && (clearTimeout(timer), child.off("message", offer), resolve(parsed.data));
    };
    child.once("exit", () => clearTimeout(timer)), ready.by === "message" ? child.on("message", offer) : child.stdout !== null && createInterface({ input: child.stdout }).on("line", (line) => offer(jsonOf(line)));
  });
}
async function stop(child, exited) {
  child.kill("SIGTERM");
  const timer = setTimeout(() => killGroup(child), stopGraceMs);
  await exited, clearTimeout(timer);
}
function killGroup(child) {
  if (child.pid !== void 0)
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      child.kill("SIGKILL");
    }
}
async function lastLine(file, from) {
  const handle = await open(file, "r"), { size } = await handle.stat(), { buffer, bytesRead } = await handle.read({
    position: Math.max(from, size - 65536),
    buffer: Buffer.alloc(65536)
  });
  await handle.close();
  const said = buffer.toString("utf8", 0, bytesRead).split(`
`).map((line) => messageOf(line.trim())).filter((line) => line !== "" && !/^(at |\^|Node\.js v|file:\/\/|\}|throw )/.test(line));
  return said.find((line) => /^\w*Error\b.*:/.test(line)) ?? said.at(-1) ?? "it said nothing.";
}
function messageOf(line) {
  const parsed = z.object({ msg: z.string() }).safeParse(jsonOf(line));
  return parsed.success ? parsed.data.msg : line;
}
function jsonOf(line) {
  try {
    return JSON.parse(line);
  } catch {
    return;
  }
}
export {
  startProgram
};
//# sourceMappingURL=child-process.js.map
