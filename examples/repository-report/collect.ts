import { stat } from 'node:fs/promises';
import path from 'node:path';
import { result, type AgentTask, type StepContext } from '@mission-control/agent';
import { z } from 'zod';
import { inputError, parseInputs } from '../agents/parse-inputs.js';
import { Repository, revisions } from './git.js';
import { filesAt } from './tree.js';

const Inputs = z.object({ repository: z.string().min(1), range: z.string(), out: z.string() });
const RECENT = 50;
const EXTENSIONS = 15;

/** What there is: the commits of the range, the files of its newest commit, and where the report will go. */
export async function collect(task: AgentTask, context: StepContext) {
  const inputs = parseInputs(Inputs, task);
  const repository = await Repository.at(inputs.repository, context.signal);
  const commit = await repository.tip(inputs.range);
  // Names move while a run waits for its approval: all steps after this one read exactly these commits.
  const pinned = await repository.list(['rev-parse', '--revs-only', ...revisions(inputs.range)], '\n');
  context.progress({ message: `reading ${repository.root} at ${commit.slice(0, 12)}` });
  const log = await repository.list(['log', '-z', '--format=%H%x09%aI%x09%aE%x09%s', ...pinned, '--']);
  const commits = log.map((row) => {
    const [sha = '', date = '', author = '', ...subject] = row.split('\t');
    return { sha, date, author, subject: subject.join('\t') };
  });
  const files = await filesAt(repository, commit);
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  const name = path.basename(repository.root);
  const output = {
    repository: repository.root,
    name,
    commit,
    range: inputs.range,
    revisions: pinned,
    out: await folderFor(inputs.out, repository.root, name),
    commits: {
      count: commits.length,
      authors: new Set(commits.map((one) => one.author)).size,
      first: commits.at(-1)?.date ?? '',
      last: commits[0]?.date ?? '',
      recent: commits.slice(0, RECENT).map(({ sha, date, subject }) => ({ sha, date, subject: subject.slice(0, 200) })),
    },
    files: { count: files.length, bytes, byExtension: byExtension(files) },
  };
  return result(output, { summary: `${commits.length} commits, ${files.length} files, ${bytes} bytes` });
}

/** Without a folder of its own the report goes beside the data of Mission Control, which no repository holds. */
async function folderFor(out: string, root: string, name: string): Promise<string> {
  const data = process.env['MC_DATA_DIR'] ?? '.mission-control';
  const folder = out === '' ? path.resolve(data, 'reports', name) : path.resolve(root, out);
  const there = await stat(folder).catch(() => undefined);
  if (there && !there.isDirectory())
    throw inputError(
      'OUT.NOT_A_FOLDER',
      `${folder} is a file: give a folder for the report, or one that is yet to be made`,
    );
  return folder;
}

export function byExtension(files: readonly { path: string; size: number }[]) {
  const sums = new Map<string, { files: number; bytes: number }>();
  for (const file of files) {
    const extension = path.posix.extname(file.path).toLowerCase() || '(none)';
    const sum = sums.get(extension) ?? { files: 0, bytes: 0 };
    sums.set(extension, { files: sum.files + 1, bytes: sum.bytes + file.size });
  }
  return [...sums]
    .map(([extension, sum]) => ({ extension, ...sum }))
    .sort((a, b) => b.bytes - a.bytes || compare(a.extension, b.extension))
    .slice(0, EXTENSIONS);
}

/** By code units: the same order on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
