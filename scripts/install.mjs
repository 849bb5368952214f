// Brings node_modules up to date with package-lock.json, and says so. Nothing to do: silent and instant.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const stamp = path.join(root, 'node_modules', '.mission-control-lock');

export function ensureNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(
      `Mission Control needs Node 20.19 or newer; this is ${process.version}. Install a current Node (24 is recommended) and run the command again.`,
    );
    process.exit(1);
  }
}

export function ensureInstalled() {
  ensureNode();
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.error('Installing packages (npm ci) ...');
  const started = Date.now();
  // No install scripts are needed: every binary comes inside a package.
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
    env: { ...process.env, SCARF_ANALYTICS: 'false' },
  });
  if (npm.status !== 0) {
    console.error(
      'npm ci failed (its own message is above). Check that the npm registry can be reached, then run the command again.',
    );
    process.exit(1);
  }
  writeFileSync(stamp, lock);
  console.error(`Packages installed in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}
