import type { Repository } from './git.js';

export interface TreeFile {
  readonly path: string;
  readonly sha: string;
  /** In bytes. */
  readonly size: number;
}

/** Every file of a commit, in git's order; links and submodules are left out. */
export async function filesAt(repository: Repository, commit: string): Promise<TreeFile[]> {
  const rows = await repository.list(['ls-tree', '-r', '-l', '-z', '--full-tree', commit]);
  return rows.flatMap((row): TreeFile[] => {
    const match = /^100\d{3} blob ([0-9a-f]+) +(\d+)\t([^]*)$/.exec(row);
    const [, sha, size, path] = match ?? [];
    return sha === undefined || size === undefined || path === undefined ? [] : [{ path, sha, size: Number(size) }];
  });
}

const BATCH_BYTES = 8 * 1024 * 1024;

/** The contents of files as `git cat-file --batch` gives them, a few megabytes at a time. */
export async function* contentsOf(
  repository: Repository,
  files: readonly TreeFile[],
): AsyncGenerator<{ file: TreeFile; content: Buffer }> {
  let batch: TreeFile[] = [];
  let bytes = 0;
  for (const file of files) {
    if (batch.length > 0 && bytes + file.size > BATCH_BYTES) {
      yield* readBatch(repository, batch);
      batch = [];
      bytes = 0;
    }
    batch.push(file);
    bytes += file.size;
  }
  if (batch.length > 0) yield* readBatch(repository, batch);
}

async function* readBatch(repository: Repository, files: readonly TreeFile[]) {
  const output = await repository.output(['cat-file', '--batch'], files.map((file) => `${file.sha}\n`).join(''));
  let offset = 0;
  for (const file of files) {
    // Each object: a line `sha type size`, the content, a line feed.
    const start = output.indexOf(10, offset) + 1;
    yield { file, content: output.subarray(start, start + file.size) };
    offset = start + file.size + 1;
  }
}

/** As git does it: a NUL in the first 8,000 bytes. */
export function isBinary(content: Buffer): boolean {
  return content.subarray(0, 8_000).includes(0);
}
