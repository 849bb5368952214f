import { result } from "@mission-control/agent";
import { compare } from "./collect.js";
import { pinnedCommits } from "./pinned.js";
import { filesAt } from "./tree.js";
const SHOWN = 20;
async function hotFiles(task, context) {
  const { repository, commit, revisions } = await pinnedCommits(task, context), largest = (await filesAt(repository, commit)).map(({ path, size }) => ({ path, bytes: size })).sort((a, b) => b.bytes - a.bytes || compare(a.path, b.path)).slice(0, SHOWN), rows = await repository.list(["log", "-z", "--numstat", "--no-renames", "--format=", ...revisions, "--"]), mostChanged = changesOf(rows).slice(0, SHOWN), [hot] = mostChanged;
  return result(
    { largest, mostChanged },
    { summary: hot ? `most changed: ${hot.path} (${hot.commits} commits)`.slice(0, 1e3) : "nothing was changed" }
  );
}
function changesOf(rows) {
  const changes = /* @__PURE__ */ new Map();
  for (const row of rows) {
    const [, added = "", deleted = "", path = ""] = /^\n*(\d+|-)\t(\d+|-)\t([^]*)$/.exec(row) ?? [];
    if (path === "") continue;
    const sum = changes.get(path) ?? { commits: 0, added: 0, deleted: 0 };
    changes.set(path, {
      commits: sum.commits + 1,
      added: sum.added + (Number(added) || 0),
      deleted: sum.deleted + (Number(deleted) || 0)
    });
  }
  return [...changes].map(([path, sum]) => ({ path, ...sum })).sort((a, b) => b.commits - a.commits || b.added + b.deleted - a.added - a.deleted || compare(a.path, b.path));
}
export {
  changesOf,
  hotFiles
};
//# sourceMappingURL=hot-files.js.map
