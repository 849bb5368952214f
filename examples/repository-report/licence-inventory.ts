import { result, type AgentTask, type StepContext } from '@mission-control/agent';
import { compare } from './collect.js';
import { isLicenceFile, licenceOfHeader, licenceOfManifest, licenceOfText, MANIFEST } from './licence-rules.js';
import { pinnedCommits } from './pinned.js';
import { contentsOf, filesAt } from './tree.js';

const PATHS = 20;
const TEXT_BYTES = 512 * 1024;

/** Which licences there are, by licence texts, manifests and SPDX headers. */
export async function licenceInventory(task: AgentTask, context: StepContext) {
  const { repository, commit } = await pinnedCommits(task, context);
  const files = await filesAt(repository, commit);
  const candidates = files.filter(
    (file) => file.size <= TEXT_BYTES && (isLicenceFile(file.path) || MANIFEST.test(file.path)),
  );
  const found = new Map<string, Set<string>>();
  const add = (spdx: string, path: string) => found.set(spdx, (found.get(spdx) ?? new Set()).add(path));
  const unknown: string[] = [];
  for await (const { file, content } of contentsOf(repository, candidates)) {
    const text = content.toString('utf8');
    if (MANIFEST.test(file.path)) {
      const spdx = licenceOfManifest(file.path, text);
      if (spdx !== undefined) add(spdx, file.path);
      continue;
    }
    const spdx = licenceOfText(text);
    if (spdx !== undefined) add(spdx, file.path);
    // A NOTICE or COPYRIGHT file names authors, it need not hold a licence.
    else if (!/(^|\/)(NOTICE|COPYRIGHT)/i.test(file.path)) unknown.push(file.path);
  }
  for (const { path, text } of await repository.grep(commit, 'SPDX-License-Identifier:')) {
    const spdx = licenceOfHeader(text);
    if (spdx !== undefined) add(spdx, path);
  }
  const licences = [...found]
    .map(([spdx, paths]) => ({ spdx: spdx.slice(0, 200), files: paths.size, paths: [...paths].sort().slice(0, PATHS) }))
    .sort((a, b) => b.files - a.files || compare(a.spdx, b.spdx))
    .slice(0, 100);
  const summary =
    licences.length === 0 ? 'no licence found' : licences.map((one) => `${one.spdx} (${one.files})`).join(', ');
  return result({ licences, unknown: unknown.slice(0, PATHS) }, { summary: summary.slice(0, 1_000) });
}
