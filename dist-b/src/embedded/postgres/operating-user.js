import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import {} from "./binaries.js";
import { StartupError } from "../startup-error.js";
const run = promisify(execFile), capabilities = ["dac_read_search", "dac_override"];
async function operatingUser(binaries, dataDir, preferredUid) {
  const prefix = await works("setpriv", ["--pdeathsig", "INT", "true"]) ? ["--pdeathsig", "INT"] : void 0;
  if (process.getuid?.() !== 0)
    return {
      owner: void 0,
      commandFor: (program, args) => prefix === void 0 ? { command: program, args: [...args], ids: {} } : { command: "setpriv", args: [...prefix, "--", program, ...args], ids: {} }
    };
  const owner = await unprivileged(preferredUid), become = ["--reuid", String(owner.uid), "--regid", String(owner.gid), "--clear-groups"], reaches = async (user) => {
    const programs = user.commandFor(binaries.initdb, ["--show", "--pgdata", dataDir]), folder = user.commandFor("test", ["-x", dataDir]);
    return await works(programs.command, programs.args, programs.ids) && works(folder.command, folder.args, folder.ids);
  };
  for (const user of candidates(owner, prefix, become)) if (await reaches(user)) return user;
  throw new StartupError(
    `PostgreSQL does not run as root, and the user "${owner.name}" that it would run as cannot enter ${path.dirname(binaries.initdb)} or ${dataDir}. Start Mission Control as an ordinary user, move the project to a folder that others may enter (such as /opt), or set DATABASE_URL to a PostgreSQL server of your own.`
  );
}
function candidates(owner, prefix, become) {
  if (prefix === void 0) {
    const ids = { uid: owner.uid, gid: owner.gid };
    return [{ owner, commandFor: (program, args) => ({ command: program, args: [...args], ids }) }];
  }
  const grants = capabilities.map((name) => [
    // Without this access(2), by which PostgreSQL checks its programs, would leave the capability out of account.
    "--securebits",
    "+no_setuid_fixup",
    "--inh-caps",
    `+${name}`,
    "--ambient-caps",
    `+${name}`
  ]);
  return [[], ...grants].map((grant) => ({
    owner,
    commandFor: (program, args) => ({
      command: "setpriv",
      args: [...prefix, ...become, ...grant, "--", program, ...args],
      ids: {}
    })
  }));
}
async function unprivileged(preferredUid) {
  const names = [...preferredUid ? [String(preferredUid)] : [], "postgres", "nobody"];
  for (const name of names)
    try {
      const [uid, gid, called] = await Promise.all(["-u", "-g", "-un"].map((what) => run("id", [what, name])));
      if (uid && gid && called) return { uid: Number(uid.stdout), gid: Number(gid.stdout), name: called.stdout.trim() };
    } catch {
    }
  throw new StartupError(
    'PostgreSQL does not run as root, and this system has neither a user "postgres" nor "nobody". Create one ("useradd --system postgres"), start Mission Control as an ordinary user, or set DATABASE_URL.'
  );
}
async function works(command, args, ids = {}) {
  try {
    return await run(command, [...args], { ...ids, cwd: "/" }), !0;
  } catch {
    return !1;
  }
}
export {
  operatingUser
};
//# sourceMappingURL=operating-user.js.map
