import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { generate } from "./generate.js";
const { values, positionals } = parseArgs({
  allowPositionals: !0,
  options: { count: { type: "string", default: "40" }, seed: { type: "string", default: "1" } }
}), [folder] = positionals, count = Number(values.count), seed = Number(values.seed);
(folder === void 0 || positionals.length > 1 || !Number.isInteger(count) || count < 1 || count > 1900 || !Number.isInteger(seed)) && (console.error("Usage: make-invoices FOLDER [--count 40] [--seed 1]   (count: 1 to 1,900)"), process.exit(2));
const { files, planted } = generate(count, seed);
await mkdir(folder, { recursive: !0 });
for (const [name, content] of files) await writeFile(path.join(folder, name), content);
process.stdout.write(`${JSON.stringify({ folder: path.resolve(folder), files: files.size, planted })}
`);
//# sourceMappingURL=make-invoices.js.map
