import { result, type AgentTask, type StepContext } from '@mission-control/agent';
import { pinnedCommits } from './pinned.js';
import { findSecrets } from './secret-rules.js';
import { contentsOf, filesAt, isBinary } from './tree.js';

const FILE_BYTES = 1024 * 1024;
const SHOWN = 200;
const YIELD_FILES = 200;

/** Where the files of the newest commit hold what looks like a secret: path, line, rule; never the secret. */
export async function secretScan(task: AgentTask, context: StepContext) {
  const { repository, commit } = await pinnedCommits(task, context);
  const files = (await filesAt(repository, commit)).filter((file) => file.size > 0 && file.size <= FILE_BYTES);
  const findings: { path: string; line: number; rule: string }[] = [];
  let scanned = 0;
  let seen = 0;
  for await (const { file, content } of contentsOf(repository, files)) {
    seen += 1;
    // Heartbeats and cancellation must get their turn in a repository of any size.
    if (seen % YIELD_FILES === 0) {
      await new Promise((resolve) => setImmediate(resolve));
      context.signal.throwIfAborted();
      context.progress({
        percent: Math.floor((seen / files.length) * 100),
        message: `${seen} of ${files.length} files`,
      });
    }
    if (isBinary(content)) continue;
    scanned += 1;
    for (const found of findSecrets(content.toString('utf8'))) findings.push({ path: file.path, ...found });
  }
  return result(
    { scanned, count: findings.length, findings: findings.slice(0, SHOWN) },
    { summary: `${findings.length} possible secrets in ${scanned} text files` },
  );
}
