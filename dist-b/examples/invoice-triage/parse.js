import { createHash } from "node:crypto";
import { readFile, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { result } from "@mission-control/agent";
import { z } from "zod";
import { inputError, parseInputs } from "../agents/parse-inputs.js";
import { readInvoice } from "./invoice.js";
const Inputs = z.object({ folder: z.string(), shard: z.int().min(1), shards: z.int().min(1) }).refine((inputs) => inputs.shard <= inputs.shards, "shard must not be greater than shards"), FILE_BYTES = 256 * 1024, FILES = 2e3;
async function parseShard(task, context) {
  const { folder, shard, shards } = parseInputs(Inputs, task);
  if (!path.isAbsolute(folder)) throw inputError("FOLDER.RELATIVE", `"${folder}" is relative: give an absolute path`);
  const names = (await readdir(folder, { withFileTypes: !0 }).catch((error) => {
    throw inputError("FOLDER.UNREADABLE", `the folder ${folder} cannot be read: ${error.message}`);
  })).filter((entry) => entry.isFile() && /\.(csv|json)$/i.test(entry.name)).map((entry) => entry.name);
  if (names.length === 0) throw inputError("FOLDER.EMPTY", `the folder ${folder} holds no .csv or .json files`);
  if (names.length > FILES)
    throw inputError("FOLDER.TOO_LARGE", `the folder holds ${names.length} files: at most ${FILES} go into one run`);
  const mine = names.filter((name) => shardOf(name, shards) === shard).sort(), invoices = [], unreadable = [];
  for (const name of mine) {
    context.signal.throwIfAborted();
    try {
      const file = path.join(folder, name);
      if ((await stat(file)).size > FILE_BYTES) throw new Error(`is larger than ${FILE_BYTES} bytes`);
      invoices.push(readInvoice(name, await readFile(file, "utf8")));
    } catch (error) {
      unreadable.push({ file: name, problem: (error instanceof Error ? error.message : String(error)).slice(0, 500) });
    }
  }
  return result(
    { invoices, unreadable },
    { summary: `${invoices.length} invoices, ${unreadable.length} unreadable files` }
  );
}
function shardOf(name, shards) {
  return createHash("sha256").update(name).digest().readUInt32BE(0) % shards + 1;
}
export {
  parseShard,
  shardOf
};
//# sourceMappingURL=parse.js.map
