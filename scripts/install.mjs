// Brings node_modules up to date with package-lock.json, and says so. Nothing to do: silent and instant.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
  const upToDate = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === lock;
  if (upToDate()) return;
  // npm ci empties node_modules first: of two that start at once, one installs and the other waits for it.
  const release = takeTurn();
  if (upToDate()) return release();
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
    release();
    console.error(
      'npm ci failed (its own message is above). Check that the npm registry can be reached, then run the command again.',
    );
    process.exit(1);
  }
  writeFileSync(stamp, lock);
  release();
  console.error(`Packages installed in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}

/** A folder is made by one process only. One that was left behind by a process that died counts for five minutes. */
function takeTurn() {
  const turn = path.join(
    tmpdir(),
    `mission-control-install-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`,
  );
  let said = false;
  for (;;) {
    try {
      mkdirSync(turn);
      return () => rmSync(turn, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!said) console.error('Waiting for another installation in this folder ...');
    said = true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    if (ageOf(turn) > 300_000) rmSync(turn, { recursive: true, force: true });
  }
}

function ageOf(folder) {
  try {
    return Date.now() - statSync(folder).mtimeMs;
  } catch {
    return 0;
  }
}
