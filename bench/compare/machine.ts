import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import type { Found } from './peers.js';

/** File systems in memory, by the number that statfs gives. */
const IN_MEMORY = new Map([
  [0x01021994, 'tmpfs'],
  [0x858458f6, 'ramfs'],
]);

/** The kind of memory disk that a folder is on; undefined when it is on a real one, or where that cannot be told. */
export const memoryDisk = (folder: string): string | undefined =>
  process.platform === 'linux' ? IN_MEMORY.get(statfsSync(folder).type) : undefined;

/** A program, if it runs here. */
export function program(file: string, otherwise: string): Found {
  const { error, status, stderr } = spawnSync(file, ['--version'], { encoding: 'utf8' });
  if (status === 0) return { path: file };
  if (error && 'code' in error && error.code === 'ENOENT') return { why: otherwise };
  return { why: `${file} does not run here: ${error?.message ?? stderr.trim().split('\n')[0] ?? ''}` };
}

/** Packages of a folder with a package.json of its own, installed beneath it unless they are there. */
export function install(folder: string): Found {
  const stamp = path.join(folder, 'node_modules', '.installed');
  const wanted = createHash('sha256')
    .update(readFileSync(path.join(folder, 'package.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return { path: folder };
  console.log(`Installing what ${path.relative('.', folder)} needs (npm install) ...`);
  // As the project's own packages: every binary comes inside of a package.
  const options = ['--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = spawnSync('npm', ['install', ...options], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
    env: { ...process.env, SCARF_ANALYTICS: 'false' },
  });
  if (npm.status !== 0)
    return { why: `npm install failed in ${path.relative('.', folder)} (its own message is above)` };
  writeFileSync(stamp, wanted);
  return { path: folder };
}

export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly memoryGb: number;
  readonly node: string;
  /** Milliseconds of an fdatasync of a growing file in the work folder; null when the probe failed. */
  readonly fdatasyncP50: number | null;
}

/** @param probe the script that measures the disk */
export function lookAtMachine(workdir: string, probe: string): Machine {
  const { stdout } = spawnSync(process.execPath, [probe], {
    encoding: 'utf8',
    env: { ...process.env, FSYNC_DIR: workdir, N: '1000' },
  });
  return {
    cores: os.availableParallelism(),
    cpu: os.cpus()[0]?.model ?? 'unknown',
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    node: process.version,
    fdatasyncP50: probed(stdout),
  };
}

function probed(text: string): number | null {
  try {
    return z.object({ p50: z.number() }).parse(JSON.parse(text)).p50;
  } catch {
    return null;
  }
}
