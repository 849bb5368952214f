import { result, type AgentTask, type StepContext } from '@mission-control/agent';
import { compare } from './collect.js';
import { pinnedCommits } from './pinned.js';
import { filesAt } from './tree.js';

const SHOWN = 20;

/** The largest files of the newest commit, and those that most commits of the range changed. */
export async function hotFiles(task: AgentTask, context: StepContext) {
  const { repository, commit, revisions } = await pinnedCommits(task, context);
  const files = await filesAt(repository, commit);
  const largest = files
    .map(({ path, size }) => ({ path, bytes: size }))
    .sort((a, b) => b.bytes - a.bytes || compare(a.path, b.path))
    .slice(0, SHOWN);
  const rows = await repository.list(['log', '-z', '--numstat', '--no-renames', '--format=', ...revisions, '--']);
  const mostChanged = changesOf(rows).slice(0, SHOWN);
  const [hot] = mostChanged;
  return result(
    { largest, mostChanged },
    { summary: hot ? `most changed: ${hot.path} (${hot.commits} commits)`.slice(0, 1_000) : 'nothing was changed' },
  );
}

/** Rows `added<TAB>deleted<TAB>path` of `git log --numstat`, `-` for binary files; summed by path, most commits first. */
export function changesOf(rows: readonly string[]) {
  const changes = new Map<string, { commits: number; added: number; deleted: number }>();
  for (const row of rows) {
    const [, added = '', deleted = '', path = ''] = /^\n*(\d+|-)\t(\d+|-)\t([^]*)$/.exec(row) ?? [];
    if (path === '') continue;
    const sum = changes.get(path) ?? { commits: 0, added: 0, deleted: 0 };
    changes.set(path, {
      commits: sum.commits + 1,
      added: sum.added + (Number(added) || 0),
      deleted: sum.deleted + (Number(deleted) || 0),
    });
  }
  return [...changes]
    .map(([path, sum]) => ({ path, ...sum }))
    .sort((a, b) => b.commits - a.commits || b.added + b.deleted - a.added - a.deleted || compare(a.path, b.path));
}
