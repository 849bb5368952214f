import { mkdir, rename, stat } from "node:fs/promises";
import path from "node:path";
import { errorCode } from "../embedded/startup-error.js";
const largest = 10 * 1024 * 1024;
async function logFile(dataFolder, name) {
  const folder = path.join(dataFolder, "logs");
  await mkdir(folder, { recursive: !0, mode: 448 });
  const file = path.join(folder, `${name}.log`);
  try {
    (await stat(file)).size > largest && await rename(file, `${file}.1`);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
  return file;
}
export {
  logFile
};
//# sourceMappingURL=log-file.js.map
