import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { Failure } from "./failure.js";
import { messageOf } from "../domain/kernel/errors.js";
const CliFile = z.object({ url: z.string().min(1), key: z.string().min(1) });
function findConnection(options, around) {
  const url = given(options.url) ?? given(around.env.MC_URL), key = given(options.key) ?? given(around.env.MC_KEY);
  if (url !== void 0 && key !== void 0) return checked({ url, key, from: "options and environment" });
  const file = findCliFile(around);
  if (file === void 0)
    throw url !== void 0 ? new Failure("notPermitted", `No key is given for ${url}.`, {
      hint: "Give --key, or set MC_KEY; an admin makes keys with: missionctl operator key OPERATOR"
    }) : new Failure("invalid", "No Mission Control was found from here.", {
      hint: 'Run "npm start" first (it leaves the address and a key in .mission-control/cli.json), or give --url and --key, or set MC_URL and MC_KEY.'
    });
  const found = readCliFile(file);
  return checked({ url: url ?? found.url, key: key ?? found.key, from: file });
}
const given = (text) => text === void 0 || text === "" ? void 0 : text;
function findCliFile({ env, cwd }) {
  const dataFolder = given(env.MC_DATA_DIR);
  if (dataFolder !== void 0) {
    const file = path.resolve(cwd, dataFolder, "cli.json");
    return existsSync(file) ? file : void 0;
  }
  for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
    const file = path.join(folder, ".mission-control", "cli.json");
    if (existsSync(file)) return file;
    if (path.dirname(folder) === folder) return;
  }
}
function readCliFile(file) {
  let content;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw (error instanceof Error && "code" in error ? error.code : void 0) === "EACCES" ? new Failure("notPermitted", `${file} belongs to another user and cannot be read.`, {
      hint: 'Run missionctl as the user who ran "npm start", or give --url and --key.'
    }) : new Failure("invalid", `${file} is damaged: ${messageOf(error)}`, {
      hint: 'Run "npm start" again, or give --url and --key.'
    });
  }
  const parsed = CliFile.safeParse(content);
  if (!parsed.success)
    throw new Failure("invalid", `${file} does not hold {"url", "key"}.`, {
      hint: 'Run "npm start" again, or give --url and --key.'
    });
  return parsed.data;
}
function checked({ url, key, from }) {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new Failure("invalid", `"${url}" is not an address; give one such as http://localhost:7100`);
  if (!/^[\x21-\x7e]+$/.test(key))
    throw new Failure("invalid", `The key (from ${from}) has characters that no key has.`, {
      hint: "Give it as it was shown, with --key or MC_KEY; an admin makes keys with: missionctl operator key OPERATOR"
    });
  return { url: url.replace(/\/+$/, ""), key, from };
}
export {
  findConnection
};
//# sourceMappingURL=settings.js.map
