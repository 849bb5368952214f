// Builds only when a source file was added, removed or changed since the last build: a start should not wait for nothing.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensureInstalled, root } from './install.mjs';

const stamp = path.join(root, 'dist', '.sources');

export async function ensureBuilt() {
  ensureInstalled();
  linkCommand();
  const sources = fingerprint();
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

function fingerprint() {
  const hash = createHash('sha256');
  for (const folder of ['src', 'sdk/typescript/src', 'examples', 'bench', 'scripts']) {
    const absolute = path.join(root, folder);
    if (!existsSync(absolute)) continue;
    for (const entry of readdirSync(absolute, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.parentPath.includes('node_modules')) continue;
      const file = path.join(entry.parentPath, entry.name);
      const { mtimeMs, size } = statSync(file);
      hash.update(`${file} ${mtimeMs} ${size}\n`);
    }
  }
  return hash.digest('hex');
}
