import { stat } from "node:fs/promises";
import path from "node:path";
import { result } from "@mission-control/agent";
import { z } from "zod";
import { inputError, parseInputs } from "../agents/parse-inputs.js";
import { Repository, revisions } from "./git.js";
import { filesAt } from "./tree.js";
const Inputs = z.object({ repository: z.string().min(1), range: z.string(), out: z.string() }), RECENT = 50, EXTENSIONS = 15;
async function collect(task, context) {
  const inputs = parseInputs(Inputs, task), repository = await Repository.at(inputs.repository, context.signal), commit = await repository.tip(inputs.range), pinned = await repository.list(["rev-parse", "--revs-only", ...revisions(inputs.range)], `
`);
  context.progress({ message: `reading ${repository.root} at ${commit.slice(0, 12)}` });
  const commits = (await repository.list(["log", "-z", "--format=%H%x09%aI%x09%aE%x09%s", ...pinned, "--"])).map((row) => {
    const [sha = "", date = "", author = "", ...subject] = row.split("	");
    return { sha, date, author, subject: subject.join("	") };
  }), files = await filesAt(repository, commit), bytes = files.reduce((sum, file) => sum + file.size, 0), name = path.basename(repository.root), output = {
    repository: repository.root,
    name,
    commit,
    range: inputs.range,
    revisions: pinned,
    out: await folderFor(inputs.out, repository.root, name),
    commits: {
      count: commits.length,
      authors: new Set(commits.map((one) => one.author)).size,
      first: commits.at(-1)?.date ?? "",
      last: commits[0]?.date ?? "",
      recent: commits.slice(0, RECENT).map(({ sha, date, subject }) => ({ sha, date, subject: subject.slice(0, 200) }))
    },
    files: { count: files.length, bytes, byExtension: byExtension(files) }
  };
  return result(output, { summary: `${commits.length} commits, ${files.length} files, ${bytes} bytes` });
}
async function folderFor(out, root, name) {
  const data = process.env.MC_DATA_DIR ?? ".mission-control", folder = out === "" ? path.resolve(data, "reports", name) : path.resolve(root, out), there = await stat(folder).catch(() => {
  });
  if (there && !there.isDirectory())
    throw inputError(
      "OUT.NOT_A_FOLDER",
      `${folder} is a file: give a folder for the report, or one that is yet to be made`
    );
  return folder;
}
function byExtension(files) {
  const sums = /* @__PURE__ */ new Map();
  for (const file of files) {
    const extension = path.posix.extname(file.path).toLowerCase() || "(none)", sum = sums.get(extension) ?? { files: 0, bytes: 0 };
    sums.set(extension, { files: sum.files + 1, bytes: sum.bytes + file.size });
  }
  return [...sums].map(([extension, sum]) => ({ extension, ...sum })).sort((a, b) => b.bytes - a.bytes || compare(a.extension, b.extension)).slice(0, EXTENSIONS);
}
function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
export {
  byExtension,
  collect,
  compare
};
//# sourceMappingURL=collect.js.map
