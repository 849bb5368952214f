import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
const run = promisify(execFile);
async function processIdentity(pid) {
  if (process.platform === "linux")
    try {
      const [stat, boot] = await Promise.all([
        readFile(`/proc/${pid}/stat`, "utf8"),
        readFile("/proc/sys/kernel/random/boot_id", "utf8")
      ]), fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return fields[0] === "Z" || fields[0] === "X" ? void 0 : `${boot.trim()}/${fields[19]}`;
    } catch {
      return;
    }
  try {
    const { stdout } = await run("ps", ["-o", "lstart=", "-p", String(pid)], { env: { ...process.env, LC_ALL: "C" } });
    return stdout.trim() || void 0;
  } catch {
    return;
  }
}
export {
  processIdentity
};
//# sourceMappingURL=process-identity.js.map
