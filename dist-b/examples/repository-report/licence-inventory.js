import { result } from "@mission-control/agent";
import { compare } from "./collect.js";
import { isLicenceFile, licenceOfHeader, licenceOfManifest, licenceOfText, MANIFEST } from "./licence-rules.js";
import { pinnedCommits } from "./pinned.js";
import { contentsOf, filesAt } from "./tree.js";
const PATHS = 20, TEXT_BYTES = 512 * 1024;
async function licenceInventory(task, context) {
  const { repository, commit } = await pinnedCommits(task, context), candidates = (await filesAt(repository, commit)).filter(
    (file) => file.size <= TEXT_BYTES && (isLicenceFile(file.path) || MANIFEST.test(file.path))
  ), found = /* @__PURE__ */ new Map(), add = (spdx, path) => found.set(spdx, (found.get(spdx) ?? /* @__PURE__ */ new Set()).add(path)), unknown = [];
  for await (const { file, content } of contentsOf(repository, candidates)) {
    const text = content.toString("utf8");
    if (MANIFEST.test(file.path)) {
      const spdx2 = licenceOfManifest(file.path, text);
      spdx2 !== void 0 && add(spdx2, file.path);
      continue;
    }
    const spdx = licenceOfText(text);
    spdx !== void 0 ? add(spdx, file.path) : /(^|\/)(NOTICE|COPYRIGHT)/i.test(file.path) || unknown.push(file.path);
  }
  for (const { path, text } of await repository.grep(commit, "SPDX-License-Identifier:")) {
    const spdx = licenceOfHeader(text);
    spdx !== void 0 && add(spdx, path);
  }
  const licences = [...found].map(([spdx, paths]) => ({ spdx: spdx.slice(0, 200), files: paths.size, paths: [...paths].sort().slice(0, PATHS) })).sort((a, b) => b.files - a.files || compare(a.spdx, b.spdx)).slice(0, 100), summary = licences.length === 0 ? "no licence found" : licences.map((one) => `${one.spdx} (${one.files})`).join(", ");
  return result({ licences, unknown: unknown.slice(0, PATHS) }, { summary: summary.slice(0, 1e3) });
}
export {
  licenceInventory
};
//# sourceMappingURL=licence-inventory.js.map
