import { result } from "@mission-control/agent";
import { pinnedCommits } from "./pinned.js";
import { findSecrets } from "./secret-rules.js";
import { contentsOf, filesAt, isBinary } from "./tree.js";
const FILE_BYTES = 1024 * 1024, SHOWN = 200, YIELD_FILES = 200;
async function secretScan(task, context) {
  const { repository, commit } = await pinnedCommits(task, context), files = (await filesAt(repository, commit)).filter((file) => file.size > 0 && file.size <= FILE_BYTES), findings = [];
  let scanned = 0, seen = 0;
  for await (const { file, content } of contentsOf(repository, files))
    if (seen += 1, seen % YIELD_FILES === 0 && (await new Promise((resolve) => setImmediate(resolve)), context.signal.throwIfAborted(), context.progress({
      percent: Math.floor(seen / files.length * 100),
      message: `${seen} of ${files.length} files`
    })), !isBinary(content)) {
      scanned += 1;
      for (const found of findSecrets(content.toString("utf8"))) findings.push({ path: file.path, ...found });
    }
  return result(
    { scanned, count: findings.length, findings: findings.slice(0, SHOWN) },
    { summary: `${findings.length} possible secrets in ${scanned} text files` }
  );
}
export {
  secretScan
};
//# sourceMappingURL=secret-scan.js.map
