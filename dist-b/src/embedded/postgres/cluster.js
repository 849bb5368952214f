import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { StartupError, errorCode } from "../startup-error.js";
import {} from "./binaries.js";
import { operatingUser } from "./operating-user.js";
const roleName = "mission_control";
async function openCluster(dataDir, binaries, log) {
  const folder = path.join(dataDir, "cluster"), passwordFile = path.join(dataDir, "password");
  await mkdir(dataDir, { recursive: !0, mode: process.getuid?.() === 0 ? 457 : 448 });
  const version = await readOptional(path.join(folder, "PG_VERSION")), preferredUid = version === void 0 ? void 0 : (await stat(folder)).uid, user = await operatingUser(binaries, dataDir, preferredUid);
  if (version === void 0) {
    const password2 = randomBytes(24).toString("base64url");
    return await createCluster({ dataDir, folder, binaries, user, password: password2, log }), { folder, password: password2, user };
  }
  if (version.trim() !== binaries.major)
    throw new StartupError(
      `The data in ${folder} were written by PostgreSQL ${version.trim()}; this release of Mission Control has PostgreSQL ${binaries.major}. Start the release that wrote them, or move the folder away: the read models are rebuilt from the event log.`
    );
  const password = await readOptional(passwordFile);
  if (password === void 0)
    throw new StartupError(
      `${passwordFile} is missing, so the data in ${folder} cannot be opened. Restore the file, or move ${dataDir} away: the read models are rebuilt from the event log.`
    );
  return { folder, password: password.trim(), user };
}
async function createCluster(creation) {
  const { dataDir, folder, binaries, user, password, log } = creation, unfinished = path.join(dataDir, "cluster.new"), given = path.join(dataDir, "password.new");
  await rm(unfinished, { recursive: !0, force: !0 }), await rm(given, { force: !0 }), await mkdir(unfinished, { mode: 448 }), await writeFile(given, password, { mode: 384 }), user.owner !== void 0 && (await chown(unfinished, user.owner.uid, user.owner.gid), await chown(given, user.owner.uid, user.owner.gid));
  const options = [
    "--pgdata",
    unfinished,
    "--username",
    roleName,
    "--pwfile",
    given,
    "--auth",
    "scram-sha-256",
    "--encoding",
    "UTF8",
    "--locale",
    "C"
  ];
  await runInitdb(user.commandFor(binaries.initdb, options), log), user.owner !== void 0 && await chown(given, process.getuid?.() ?? 0, process.getgid?.() ?? 0), await rename(given, path.join(dataDir, "password")), await rename(unfinished, folder);
}
function runInitdb(call, log) {
  return new Promise((resolve, reject) => {
    const child = spawn(call.command, call.args, {
      ...call.ids,
      cwd: "/",
      env: postgresEnvironment(),
      stdio: ["ignore", "pipe", "pipe"]
    });
    let output = "";
    const collect = (chunk) => {
      output += chunk.toString("utf8");
    };
    child.stdout.on("data", collect), child.stderr.on("data", collect), child.once("error", (error) => reject(new StartupError(`PostgreSQL's initdb cannot be run: ${error.message}`))), child.once("close", (code) => {
      for (const line of output.split(`
`).filter((line2) => line2.trim() !== "")) log(line);
      if (code === 0) return resolve();
      const reason = output.split(`
`).find((line) => /error|fatal|cannot|could not/i.test(line)) ?? `exit code ${code}`;
      reject(new StartupError(`PostgreSQL's data folder cannot be created: ${reason.trim()}`));
    });
  });
}
function postgresEnvironment() {
  return { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("PG"))), LC_ALL: "C", TZ: "UTC" };
}
async function readOptional(file) {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return;
    throw new StartupError(
      `${file} cannot be read (${errorCode(error) ?? String(error)}). Check who owns the data folder.`
    );
  }
}
export {
  openCluster,
  postgresEnvironment,
  roleName
};
//# sourceMappingURL=cluster.js.map
