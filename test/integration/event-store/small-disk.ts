import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export interface SmallDisk {
  readonly path: string;
  remove(): void;
}

/** A disk of so many MiB in memory; the reason why there is none, when this user may not mount one. */
export function smallDisk(mebibytes: number): SmallDisk | string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'small-disk-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder], { encoding: 'utf8' });
  if (mount.status !== 0) {
    remove();
    return mount.error?.message ?? mount.stderr.trim();
  }
  return {
    path: folder,
    remove() {
      spawnSync('umount', ['--lazy', folder]);
      remove();
    },
  };
}
