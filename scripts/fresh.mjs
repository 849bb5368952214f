// Builds only when a source file was added, removed or changed since the last build: a start should not wait for nothing.
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { ensureInstalled, root } from './install.mjs';

const stamp = path.join(root, 'dist', '.sources');

export async function ensureBuilt() {
  ensureInstalled();
  linkCommand();
  const sources = fingerprint([
    'src',
    'sdk/typescript/src',
    'examples',
    'bench',
    'scripts',
    'web',
    'package-lock.json',
  ]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return;
  const { build } = await import('./build.mjs');
  await build();
  writeFileSync(stamp, sources);
}

/** With this link `npx missionctl` runs at once; without it npm first installs the project into a cache of its own. */
function linkCommand() {
  const link = path.join(root, 'node_modules', '.bin', 'missionctl');
  if (process.platform === 'win32' || existsSync(link)) return;
  try {
    symlinkSync(path.join('..', '..', 'bin', 'missionctl.mjs'), link);
  } catch {
    // A read-only folder, or another start made it just now: it works either way.
  }
}
